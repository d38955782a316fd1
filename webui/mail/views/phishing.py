"""One press: the mail goes to Junk, and a copy of it to the administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.directory.access import access_mailbox
from mailsvc.phishing.services import report
from mailsvc.teamwork.handling import note_handling
from webui.mail import acting
from webui.mail.listing import asked_url, read_asked
from webui.mail.store import JUNK, open_store
from webui.mail.views.take_back import remember
from webui.shared.http import WebRequest


@require_POST
def phishing(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Undo takes back both."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    asked = read_asked(request)
    with open_store(mailbox) as session:
        content = session.fetch(asked.folder, uid).content
        made = report(request.actor, mailbox_pk=mailbox_pk, content=content)
        undo = None
        if asked.folder != JUNK:
            undo = acting.perform(session, acting.Act("junk", asked.folder, [uid]))
    note_handling(
        request.actor,
        mailbox=mailbox,
        action="junk",
        folder=asked.folder,
        uids=[uid],
        target=JUNK,
    )
    key = remember(request, mailbox_pk, undo, report_pk=made.pk) if undo else ""
    said = _("Cảm ơn đồng chí: thư đã vào Thư rác, bản sao đã gửi quản trị hệ thống xem.")
    context = {"said": said, "key": key, "mailbox_pk": mailbox_pk}
    messages.success(request, render_to_string("mail/_undo.html", context, request))
    return redirect(asked_url(mailbox_pk, asked))
