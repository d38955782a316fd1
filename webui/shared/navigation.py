"""The places of the product, in the rail of every page."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mailsvc.directory.access import is_administrator


@dataclass(frozen=True)
class Place:
    """One entry of the rail."""

    name: str
    url: str
    is_here: bool


def places(request: HttpRequest) -> tuple[Place, ...]:
    """My work, mail, documents, statistics, for administrators the system: here is marked."""
    here = request.resolver_match.app_name if request.resolver_match else ""
    may_operate = is_administrator(request.actor)  # type: ignore[attr-defined]
    return _places(here, may_operate, get_language() or "")


@lru_cache(maxsize=100)
def _places(here: str, may_operate: bool, _language: str) -> tuple[Place, ...]:
    entries = [
        ("work", _("Việc của tôi")),
        ("mail", _("Thư")),
        ("documents", _("Văn bản")),
        ("adoption", _("Thống kê")),
    ]
    if may_operate:
        entries.append(("operations", _("Vận hành")))
    return tuple(Place(name, reverse(f"{app}:home"), app == here) for app, name in entries)
