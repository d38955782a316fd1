"""What is given to me, and the way from there to the mail, wherever it lies now."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Only
from mailsvc.message import parse
from mailsvc.teamwork.access import access_matter
from mailsvc.teamwork.models import Matter
from mailsvc.teamwork.rules import mail_ids, mail_key
from mailsvc.teamwork.selectors import list_mentions, list_mine
from webui.mail.listing import Asked, message_url
from webui.mail.rail import list_url
from webui.mail.store import INBOX, MailSession, open_store
from webui.mail.views.together import SIDE
from webui.mail.work import person_name
from webui.shared.http import WebRequest


def mine(request: WebRequest) -> HttpResponse:
    """Mails given to me in all mailboxes I work in, comments that name me, the way to the rest."""
    mentions = [
        (one.comment, person_name(one.comment.author)) for one in list_mentions(request.actor)
    ]
    shared = [
        (one.name, list_url(one.pk, INBOX, more={"only": Only.FREE}))
        for one in list_open_mailboxes(request.actor)
        if one.kind == Mailbox.Kind.ROLE
    ]
    context = {"matters": list_mine(request.actor), "mentions": mentions, "shared": shared}
    return render(request, "mail/mine.html", context)


def matter(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """To the mail of a matter; NotFound when it was deleted for good."""
    found = access_matter(request.actor, mailbox_pk=mailbox_pk, pk=pk)
    with open_store(found.mailbox) as session:
        folder, uid = _find(session, found)
    return redirect(message_url(mailbox_pk, uid, Asked(folder, 1, "")) + SIDE)


def _find(session: MailSession, matter: Matter) -> tuple[str, int]:
    if _lies_at(session, matter, matter.folder, matter.uid):
        return matter.folder, matter.uid
    for folder in session.list_folders():
        uids = session.find_uids(folder.name, matter.message_id)
        if uids:
            return folder.name, uids[-1]
    raise NotFound("message", "Không có thư này: có thể thư đã bị xóa hẳn.")


def _lies_at(session: MailSession, matter: Matter, folder: str, uid: int) -> bool:
    """A number may have come to mean another mail, when a folder was made anew."""
    if not folder or not uid:
        return False
    try:
        found = mail_ids(parse(session.fetch(folder, uid).content))
    except NotFound:
        return False
    return not matter.message_id or found.key == mail_key(matter.message_id)
