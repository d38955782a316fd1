"""Answering a request, and noting an answer that came."""

from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock, trace
from mailsvc.base.errors import Conflict, Forbidden, NotFound
from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox
from mailsvc.message.view import MessageView
from mailsvc.queue.selectors import list_sent_from, list_states
from mailsvc.receipts.models import Answer, Confirmation
from mailsvc.receipts.report import Reader, Told, compose_receipt
from mailsvc.receipts.request import Request
from mailsvc.receipts.selectors import request_of
from mailsvc.smtp.address import lookup_key
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from mailsvc.teamwork.rules import mail_ids

CHAIN = "receipts"


@transaction.atomic
def answer_request(
    actor: Actor, *, mailbox: Mailbox, view: MessageView, says_yes: bool, is_by_hand: bool = True
) -> None:
    """Tell the sender that his mail was read, or note that he is not to be told; once.

    Forbidden for who may not send from the mailbox, NotFound when the mail does not ask,
    Conflict("receipt_answered") the second time; what `accept` raises.
    """
    if not may_send_as(actor, mailbox.address):
        raise Forbidden("receipt_sender", "Chỉ người được gửi thư từ hộp thư này mới báo đã đọc.")
    request = request_of(mailbox, view)
    if request is None:
        raise NotFound("receipt", "Thư này không yêu cầu báo đã đọc.")
    _, is_new = Answer.objects.get_or_create(
        mailbox=mailbox,
        key=mail_ids(view).key,
        defaults={"account_id": actor.account_pk, "is_yes": says_yes, "at": clock.now()},
    )
    if not is_new:
        raise Conflict("receipt_answered", "Thư này đã được trả lời yêu cầu báo đã đọc.")
    if says_yes:
        _send(mailbox, view, request, is_by_hand=is_by_hand)
    record(
        actor,
        chain=CHAIN,
        action="send_receipt" if says_yes else "decline_receipt",
        object_type="mailbox",
        object_pk=mailbox.pk,
        facts={"to": list(request.goals), "by_hand": is_by_hand, "mail": mail_ids(view).key},
        on_behalf_of=mailbox.address,
    )


def note_receipt(address: str, told: Told) -> bool:
    """An answer has come to one of our mailboxes; True when it counts.

    Only for a mail sent from that very mailbox, and from one of its recipients: anybody may send
    a message that says anything.
    """
    mailbox = find_mailbox(address)
    if mailbox is None:
        return False
    for trace_id in list_sent_from(mailbox.pk, mailbox.address, told.message_id):
        found = {lookup_key(one.address): one.address for one in list_states(trace_id)}
        if told.address in found:
            Confirmation.objects.get_or_create(
                trace_id=trace_id, address=found[told.address], defaults={"at": clock.now()}
            )
            return True
    return False


def _send(mailbox: Mailbox, view: MessageView, request: Request, *, is_by_hand: bool) -> None:
    trace_id = trace.new_trace_id()
    content = compose_receipt(
        view,
        reader=Reader(mailbox.name, mailbox.address, is_by_hand),
        goals=request.goals,
        report_id=trace_id,
        host=settings.HOST_NAME,
        now=clock.now(),
    )
    accept(
        actor=SYSTEM,
        # RFC 8098 §3: the null sender, so that nobody answers an answer.
        envelope=Envelope("", tuple(Recipient(one) for one in request.goals)),
        content=content,
        source=Source.SYSTEM,
        trace_id=trace_id,
    )
