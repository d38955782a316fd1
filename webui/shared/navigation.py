"""The places of the product, in the rail of every page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.directory.access import is_administrator


@dataclass(frozen=True)
class Place:
    """One entry of the rail."""

    name: str
    url: str
    is_here: bool


def places(request: HttpRequest) -> list[Place]:
    """My work, mail, documents, statistics, for administrators the system: here is marked."""
    here = request.resolver_match.app_name if request.resolver_match else ""
    entries = [
        ("work", _("Việc của tôi")),
        ("mail", _("Thư")),
        ("documents", _("Văn bản")),
        ("adoption", _("Thống kê")),
    ]
    if is_administrator(request.actor):  # type: ignore[attr-defined]
        entries.append(("operations", _("Vận hành")))
    return [Place(name, reverse(f"{app}:home"), app == here) for app, name in entries]
