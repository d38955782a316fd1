"""Names under the recipient field, as one types; the field works without them."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.absence.selectors import Away, find_away
from mailsvc.base.text import clean_line
from mailsvc.contacts.selectors import Named, suggest_contacts
from mailsvc.directory.suggestions import SUGGESTIONS, Suggestion, suggest_recipients
from mailsvc.outbox.habits import list_usual_recipients
from webui.mail.people import written
from webui.shared.http import WebRequest

_TYPED_CHARS = 60


def suggest(request: WebRequest) -> HttpResponse:
    """At most ten rows: name, address, office."""
    typed = clean_line(request.GET.get("q", ""))[:_TYPED_CHARS]
    own = [_own_row(one) for one in suggest_contacts(request.actor, typed)]
    known = {row["address"] for row in own}
    rows = suggest_recipients(request.actor, typed, usual=list_usual_recipients(request.actor))
    away = find_away(r.address for r in rows)
    found = [
        {"name": r.name, "address": r.address, "note": _note(r, away.get(r.address))}
        for r in rows
        if r.address not in known
    ]
    return JsonResponse({"rows": (own + found)[:SUGGESTIONS]})


def _own_row(one: Named) -> dict[str, str]:
    """Of one's own address book; a group stands for its people."""
    if not one.is_group:
        ((name, address),) = one.people
        return {"name": name, "address": address, "note": one.note or _("danh bạ của tôi")}
    size = len(one.people)
    note = ngettext("%(count)s người trong danh bạ", "%(count)s người trong danh bạ", size)
    return {
        "name": one.name,
        "address": note % {"count": size},
        "note": "",
        "insert": ", ".join(written(name, address) for name, address in one.people),
    }


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
