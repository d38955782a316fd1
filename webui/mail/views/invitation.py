"""The answer to an invitation, by a plain form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid, Refused
from mailsvc.directory.access import access_mailbox
from mailsvc.invitations.models import Answer
from mailsvc.invitations.reading import read_invitation
from mailsvc.invitations.services import answer_invitation
from mailsvc.message import parse
from webui.mail.listing import message_url, read_asked
from webui.mail.store import open_store
from webui.shared.http import WebRequest


@require_POST
def invitation(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """`answer` as iCalendar names it, `note` for the organiser; back to the mail."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    asked = read_asked(request)
    with open_store(mailbox) as session:
        content = session.fetch(asked.folder, uid).content
    try:
        _answer(request, mailbox_pk, content)
    except Refused as refusal:  # beside the invitation, which says why
        messages.warning(request, refusal.public_text)
    else:
        messages.success(request, _("Đã trả lời người tổ chức."), extra_tags="ok")
    return redirect(message_url(mailbox_pk, uid, asked))


def _answer(request: WebRequest, mailbox_pk: int, content: bytes) -> None:
    view = parse(content)
    found = read_invitation(content, view)
    word = request.POST.get("answer", "")
    if found is None or word not in Answer.values:
        raise Invalid("invitation", _("Giấy mời này không đọc được: đồng chí trả lời bằng thư."))
    answer_invitation(
        request.actor,
        mailbox=access_mailbox(request.actor, mailbox_pk, to_edit=True),
        invitation=found,
        sender=view.from_.address,
        answer=Answer(word),
        note=request.POST.get("note", ""),
    )
