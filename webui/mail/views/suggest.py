"""Names under the recipient field, as one types; the field works without them."""

from django.http import HttpResponse, JsonResponse

from mailsvc.base.text import clean_line
from mailsvc.directory.selectors import suggest_recipients
from webui.shared.http import WebRequest

_TYPED_CHARS = 60


def suggest(request: WebRequest) -> HttpResponse:
    """At most ten rows: name, address, office."""
    typed = clean_line(request.GET.get("q", ""))[:_TYPED_CHARS]
    rows = suggest_recipients(request.actor, typed)
    found = [{"name": r.name, "address": r.address, "note": r.note} for r in rows]
    return JsonResponse({"rows": found})
