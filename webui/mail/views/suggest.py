"""Names under the recipient field, as one types; the field works without them."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.absence.selectors import Away, find_away
from mailsvc.base.text import clean_line
from mailsvc.directory.suggestions import Suggestion, suggest_recipients
from webui.shared.http import WebRequest

_TYPED_CHARS = 60


def suggest(request: WebRequest) -> HttpResponse:
    """At most ten rows: name, address, office."""
    typed = clean_line(request.GET.get("q", ""))[:_TYPED_CHARS]
    rows = suggest_recipients(request.actor, typed)
    away = find_away(r.address for r in rows)
    found = [
        {"name": r.name, "address": r.address, "note": _note(r, away.get(r.address))} for r in rows
    ]
    return JsonResponse({"rows": found})


def _note(row: Suggestion, away: Away | None) -> str:
    """The office, who is away and whom to ask, and for a group how many will get the mail."""
    if away is not None:
        said = _("vắng đến hết %(day)s") % {"day": away.last_on.strftime("%d/%m")}
        who = _("người thay: %(who)s") % {"who": away.deputy} if away.deputy else ""
        return " · ".join(one for one in (row.note, said, who) if one)
    if not row.mailboxes:
        return row.note
    size = ngettext("nhóm, %(count)s hộp thư", "nhóm, %(count)s hộp thư", row.mailboxes)
    size %= {"count": row.mailboxes}
    return f"{row.note} · {size}" if row.note else size
