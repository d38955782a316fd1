"""The address people type to reach these pages, for what is printed and handed out."""

from dataclasses import dataclass

from django.conf import settings

from webui.shared.http import WebRequest

_THIS_MACHINE = ("localhost", "127.", "[::1]", "*", ".")


@dataclass(frozen=True)
class Site:
    """`is_set`: the address is the installation's, not that of whoever looks just now."""

    url: str
    is_set: bool


def site_of(request: WebRequest) -> Site:
    """The first trusted origin, else the first name the pages answer to, as they are configured."""
    origins = [one for one in settings.CSRF_TRUSTED_ORIGINS if "*" not in one]
    if origins:
        return Site(f"{origins[0].rstrip('/')}/", True)
    name = settings.ALLOWED_HOSTS[0]
    if name.startswith(_THIS_MACHINE):
        return Site(request.build_absolute_uri("/"), False)
    if settings.BEHIND_HTTPS:
        return Site(f"https://{name}/", True)
    return Site(f"http://{name}:{settings.WEB_PORT}/", True)
