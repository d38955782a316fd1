"""The way back of the last button pressed over a list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Conflict
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.models import Mailbox
from mailsvc.phishing.services import withdraw
from mailsvc.teamwork.handling import note_handling
from webui.mail import acting
from webui.mail.listing import read_asked
from webui.mail.place import is_in_place, render_parts
from webui.mail.rail import list_url
from webui.mail.standing import list_again
from webui.mail.store import open_store
from webui.shared.http import WebRequest

_KEY = "mail_undo"


def remember(request: WebRequest, mailbox_pk: int, undo: acting.Undo, *, report_pk: int = 0) -> str:
    """Keep the way back in the session, in place of the one before; the key its button sends.
    `report_pk` is a report of phishing that goes back with it.
    """
    key = get_random_string(12)
    kept = {"key": key, "mailbox": mailbox_pk, "undo": undo.as_facts(), "report": report_pk}
    request.session[_KEY] = kept
    return key


@require_POST
def take_back(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """Once; the permission is asked for anew. In place, the address also names the list that
    stands, and its rows come back as they are now.
    """
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    kept = request.session.get(_KEY) or {}
    is_same = constant_time_compare(str(kept.get("key", "")), request.POST.get("key", "-"))
    if not is_same or kept["mailbox"] != mailbox.pk:
        raise Conflict("undo_over", _("Không hoàn tác được nữa: đã có việc khác làm sau việc này."))
    undo = acting.Undo(**kept["undo"])
    with open_store(mailbox) as session:
        acting.take_back(session, undo)
    if kept.get("report"):
        withdraw(request.actor, pk=kept["report"])
    del request.session[_KEY]
    note_handling(
        request.actor,
        mailbox=mailbox,
        action="undo",
        folder=undo.folder,
        uids=undo.uids,
        target=undo.target,
    )
    if is_in_place(request):
        return _in_place(request, mailbox)
    messages.success(request, _("Đã hoàn tác."))
    folder = undo.target if undo.does == "move" else undo.folder
    return redirect(list_url(mailbox_pk, folder))


def _in_place(request: WebRequest, mailbox: Mailbox) -> HttpResponse:
    with open_store(mailbox) as session:
        folders = session.list_folders()
        context = list_again(request, session, mailbox, read_asked(request), folders)
    return render_parts("mail/_place_left.html", context | {"said": _("Đã hoàn tác.")})
