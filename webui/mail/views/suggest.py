"""Names under the recipient field, as one types; the field works without them."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import ngettext

from mailsvc.base.text import clean_line
from mailsvc.directory.suggestions import Suggestion, suggest_recipients
from webui.shared.http import WebRequest

_TYPED_CHARS = 60


def suggest(request: WebRequest) -> HttpResponse:
    """At most ten rows: name, address, office."""
    typed = clean_line(request.GET.get("q", ""))[:_TYPED_CHARS]
    rows = suggest_recipients(request.actor, typed)
    found = [{"name": r.name, "address": r.address, "note": _note(r)} for r in rows]
    return JsonResponse({"rows": found})


def _note(row: Suggestion) -> str:
    """The office, and for a group how many will get the mail."""
    if not row.mailboxes:
        return row.note
    size = ngettext("nhóm, %(count)s hộp thư", "nhóm, %(count)s hộp thư", row.mailboxes)
    size %= {"count": row.mailboxes}
    return f"{row.note} · {size}" if row.note else size
