"""Before it has gone: taking a mail back, or letting it go at once."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, NotFound
from mailsvc.base.trace import new_trace_id
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks.sending import take_from
from mailsvc.message.compose import new_message_id
from mailsvc.outbox import draft
from mailsvc.outbox.store import OpenMailbox
from mailsvc.queue import services as queue
from mailsvc.queue import spool
from mailsvc.queue.selectors import Outgoing, find_outgoing

DRAFTS = "Drafts"


@dataclass(frozen=True)
class TakenBack:
    """Where the mail lies again."""

    mailbox: Mailbox
    uid: int


def take_back(actor: Actor, *, trace_id: str, open_mailbox: OpenMailbox) -> TakenBack:
    """A mail that waits for its hour, as a draft again; NotFound, Conflict("too_late").

    1. The draft is stored; 2. the queue gives the mail up, all of it or nothing; 3. when it was too
    late the draft goes again. A crash between leaves a draft too many, never a mail too few. What
    the mail store or the spool raises comes before anything is changed.
    """
    waiting = _own(actor, trace_id)
    mailbox = access_mailbox(actor, waiting.mailbox_pk, to_edit=True)
    # A sent id is never sent again: the draft is a mail of its own.
    message_id = new_message_id(new_trace_id(), host=settings.HOST_NAME)
    content = draft.again(spool.read(trace_id), message_id=message_id, bcc=waiting.copy_prefix)
    with open_mailbox(mailbox) as store:
        uid = store.append(DRAFTS, content, ("\\Draft", "\\Seen"))
        if not queue.cancel(trace_id=trace_id):
            store.discard(DRAFTS, [uid])
            raise _too_late()
    take_from(trace_id=trace_id)
    return TakenBack(mailbox, uid)


@transaction.atomic
def send_now(actor: Actor, *, trace_id: str) -> None:
    """A mail that waits for its hour goes at once; NotFound, Conflict("too_late")."""
    _own(actor, trace_id)
    if not queue.bring_forward(trace_id=trace_id, now=clock.now()):
        raise _too_late()


def _own(actor: Actor, trace_id: str) -> Outgoing:
    """A mail the actor sent from the browser, and its Sent copy's place."""
    found = find_outgoing(trace_id)
    if found is None or actor.account_pk is None or found.account_pk != actor.account_pk:
        raise NotFound("mail", "Không có thư này trong số thư đồng chí đã gửi.")
    if not found.is_waiting:
        raise _too_late()
    return found


def _too_late() -> Conflict:
    return Conflict(
        "too_late", "Thư đã đi, không lấy lại được nữa. Thư chưa ai đọc thì có thể thu hồi."
    )
