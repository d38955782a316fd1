"""Recalling a mail: unread copies inside the system are replaced by a notice."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import AppError, Forbidden, NotFound, TooLarge
from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox, is_local_domain
from mailsvc.filelinks.sending import take_from
from mailsvc.mailstore.lookup import RECALLED as RECALLED_FIELD
from mailsvc.message.compose import OutgoingMessage, compose
from mailsvc.message.view import Address
from mailsvc.outbox.arrivals import find_arrivals
from mailsvc.outbox.selectors import is_minted
from mailsvc.outbox.store import OpenMailbox, Store
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.selectors import RecipientState, list_sent_from, list_states
from mailsvc.queue.services import stop_waiting
from mailsvc.smtp.address import split

CHAIN = "outbox"
AT_ONCE_MAX = 200


class Answer(StrEnum):
    """What became of the recall for one recipient."""

    RECALLED = "recalled"
    STOPPED = "stopped"  # it had not left yet
    READ = "read"
    GONE = "gone"  # moved elsewhere or deleted by its owner
    OUTSIDE = "outside"
    UNREACHABLE = "unreachable"  # the mailbox did not answer: try again


@dataclass(frozen=True)
class Recalled:
    """The answer for one recipient."""

    address: str
    answer: Answer


def recall(
    actor: Actor, mailbox: Mailbox, *, message_id: str, open_mailbox: OpenMailbox
) -> list[Recalled]:
    """For each recipient what became of it; NotFound, Forbidden, TooLarge over 200 recipients.

    The Sent copy stays, and the journal says what was recalled from whom. Whoever has read it keeps
    it; what left for other servers is theirs.
    """
    traces = [
        one
        for one in list_sent_from(mailbox.pk, mailbox.address, message_id)
        if is_minted(one, message_id)
    ]
    if not traces:
        raise NotFound("mail", "Chỉ thu hồi được thư đã gửi từ trang này, khi dấu vết còn lưu.")
    if not may_send_as(actor, mailbox.address):
        raise Forbidden("recall_denied", "Chỉ người gửi được thu hồi thư.")
    (trace_id,) = traces
    states = list_states(trace_id)
    if len(states) > AT_ONCE_MAX:
        raise TooLarge("recall_many", f"Chỉ thu hồi được thư có tới {AT_ONCE_MAX} người nhận.")
    stopped = set(stop_waiting(trace_id=trace_id))
    notice = _Notice(Address(actor.name, mailbox.address), message_id, clock.now())
    answers = [
        Recalled(state.address, Answer.STOPPED)
        if state.address in stopped
        else _one(state, notice, open_mailbox)
        for state in states
    ]
    _note(actor, mailbox, trace_id, answers)
    return answers


@dataclass(frozen=True)
class _Notice:
    """What is laid in the place of the mail."""

    sender: Address
    message_id: str
    at: datetime

    def content(self, to: Mailbox) -> bytes:
        when = self.at.astimezone(clock.VIETNAM).strftime("%H:%M ngày %d/%m/%Y")
        text = (
            f"{self.sender.name} đã thu hồi thư này lúc {when}, trước khi đồng chí đọc.\n\n"
            "Nội dung thư không còn trong hộp thư của đồng chí. Cần biết thêm, đồng chí hỏi người "
            "gửi.\n"
        )
        return compose(
            OutgoingMessage(
                from_=self.sender,
                to=(Address(to.name, to.address),),
                subject="Thư đã được người gửi thu hồi",
                text=text,
                date=self.at,
                message_id=self.message_id,
                extra=((RECALLED_FIELD, self.at.isoformat(timespec="seconds")),),
            )
        )


def _one(state: RecipientState, notice: _Notice, open_mailbox: OpenMailbox) -> Recalled:
    mailbox = find_mailbox(state.address) if is_local_domain(split(state.address)[1]) else None
    if mailbox is None:
        return Recalled(state.address, Answer.OUTSIDE)
    if state.state != QueuedRecipient.State.DELIVERED:
        return Recalled(state.address, Answer.GONE)
    try:
        with open_mailbox(mailbox) as store:
            return Recalled(state.address, _replace(store, mailbox, notice))
    except AppError:
        return Recalled(state.address, Answer.UNREACHABLE)


def _replace(store: Store, mailbox: Mailbox, notice: _Notice) -> Answer:
    """The notice first, then the mail goes: whatever breaks between leaves both."""
    found = find_arrivals(store, notice.message_id)
    if any(one.mark.is_seen and not one.mark.is_recalled for one in found):
        return Answer.READ
    copies = [one for one in found if not one.mark.is_recalled]
    if not copies:
        return Answer.RECALLED if found else Answer.GONE
    store.append(copies[0].folder, notice.content(mailbox))
    for one in copies:
        store.discard(one.folder, [one.mark.uid])
    return Answer.RECALLED


@transaction.atomic
def _note(actor: Actor, mailbox: Mailbox, trace_id: str, answers: list[Recalled]) -> None:
    """Who has the mail no longer may not have its large files either."""
    gone = [one.address for one in answers if one.answer in (Answer.RECALLED, Answer.STOPPED)]
    take_from(trace_id=trace_id, addresses=gone)
    record(
        actor,
        chain=CHAIN,
        action="recall_mail",
        object_type="QueuedMessage",
        object_pk=trace_id,
        facts={"answers": {one.address: one.answer.value for one in answers}},
        on_behalf_of="" if mailbox.owner_id == actor.account_pk else mailbox.address,
    )
