"""Reading receipts: what to ask a reader, what came back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import is_local_domain
from mailsvc.message.view import MessageView
from mailsvc.receipts.models import Answer, Confirmation
from mailsvc.receipts.request import Request, read_request
from mailsvc.smtp.address import split
from mailsvc.teamwork.rules import mail_ids

MDN_SENT = "$MDNSent"


@dataclass(frozen=True)
class Offer:
    """A question to the reader. `is_inside`: a single asker of ours, and the mail is his."""

    goals: tuple[str, ...]
    is_certain: bool
    is_inside: bool


def find_offer(
    actor: Actor, mailbox: Mailbox, view: MessageView, *, flags: Collection[str] = ()
) -> Offer | None:
    """None when the mail does not ask, was answered (here or by a mail program), or the actor may
    not send from the mailbox.
    """
    request = request_of(mailbox, view)
    if request is None or _has_sent(flags) or not may_send_as(actor, mailbox.address):
        return None
    if Answer.objects.filter(mailbox=mailbox, key=mail_ids(view).key).exists():
        return None
    inside = request.is_certain and is_local_domain(split(request.goals[0])[1])
    return Offer(request.goals, request.is_certain, inside)


def request_of(mailbox: Mailbox, view: MessageView) -> Request | None:
    """The request of a mail in this mailbox; asks the database only where there is one."""
    if not view.header("disposition-notification-to"):
        return None
    own = [mailbox.address, *mailbox.aliases.values_list("address", flat=True)]
    return read_request(view, own=own)


def list_confirmed(trace_ids: Collection[str]) -> dict[tuple[str, str], datetime]:
    """When which recipients of these mails said they had read them."""
    rows = Confirmation.objects.filter(trace_id__in=list(trace_ids))
    return {(row.trace_id, row.address): row.at for row in rows}


def _has_sent(flags: Collection[str]) -> bool:
    """RFC 3503 §3.1: one who has answered says so to all programs."""
    return any(flag.casefold() == MDN_SENT.casefold() for flag in flags)
