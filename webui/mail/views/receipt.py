"""The reader's answer to "has it been read?": yes or no, once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Conflict
from mailsvc.directory.access import access_mailbox
from mailsvc.message import parse
from mailsvc.receipts.services import answer_request
from webui.mail.door import Door
from webui.mail.listing import message_url, read_asked
from webui.mail.receipt import note_receipted
from webui.mail.store import open_store
from webui.shared.http import WebRequest


@require_POST
def receipt(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """`answer`: yes, or anything else for no; back to the mail."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    asked = read_asked(request)
    with open_store(mailbox) as session:
        view = parse(session.fetch(asked.folder, uid).content)
    says_yes = request.POST.get("answer") == "yes"
    try:
        answer_request(request.actor, mailbox=mailbox, view=view, says_yes=says_yes)
    except Conflict as refusal:  # pressed twice, or a colleague was faster
        messages.warning(request, refusal.public_text)
        return redirect(message_url(mailbox_pk, uid, asked))
    note_receipted(Door(mailbox, may_edit=True), asked.folder, uid)
    said = _("Đã báo cho người gửi.") if says_yes else _("Không báo cho người gửi.")
    messages.success(request, said, extra_tags="ok")
    return redirect(message_url(mailbox_pk, uid, asked))
