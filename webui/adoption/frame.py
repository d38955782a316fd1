"""The frame of the statistics place: its pages in the rail."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from webui.documents.frame import RailBox
from webui.shared.http import WebRequest


def render_page(
    request: WebRequest,
    template: str,
    context: dict[str, object],
    *,
    here: str,
    status: int = 200,
) -> HttpResponse:
    """A page of the statistics place; `here` is the stem of the page."""
    frame = {"entries": _entries(), "here": here}
    return render(request, f"adoption/{template}", frame | context, status=status)


def _entries() -> list[RailBox]:
    pages = [
        ("home", _("Một con số")),
        ("survey", _("Khảo sát CNTT")),
    ]
    return [RailBox(name, reverse(f"adoption:{here}"), here) for here, name in pages]
