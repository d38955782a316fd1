"""Parts of a mail page for one that stands already; `mail-open.js`, `mail-acts.js` place them."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from webui.shared.http import WebRequest


def is_in_place(request: WebRequest) -> bool:
    """True when only the parts are wanted; whoever asks is shown what the page would show him."""
    return request.META.get("HTTP_HX_TARGET") == "place"


def render_parts(name: str, context: dict[str, object]) -> HttpResponse:
    """Without what the frame of a page needs, and without tokens: the script gives forms theirs."""
    return HttpResponse(render_to_string(name, context))
