"""The places of the product, in the rail of every page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Place:
    """One entry of the rail."""

    name: str
    url: str
    is_here: bool


def places(request: HttpRequest) -> list[Place]:
    """My work, mail, documents, statistics: the one the page belongs to is marked."""
    here = request.resolver_match.app_name if request.resolver_match else ""
    entries = [
        ("work", _("Việc của tôi")),
        ("mail", _("Thư")),
        ("documents", _("Văn bản")),
        ("adoption", _("Thống kê")),
    ]
    return [Place(name, reverse(f"{app}:home"), app == here) for app, name in entries]
