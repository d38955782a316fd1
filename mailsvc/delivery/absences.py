"""Answers for people who are away, queued with the record of the delivery that caused them."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from mailsvc.absence.models import Absence
from mailsvc.absence.reply import compose_answer
from mailsvc.absence.rules import may_answer
from mailsvc.absence.selectors import list_absences, notice_of
from mailsvc.absence.services import note_answer
from mailsvc.authn.field import JUNK_FIELD
from mailsvc.base import clock, trace
from mailsvc.base.errors import AppError
from mailsvc.delivery.attempt import Attempted
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.selectors import is_local_domain
from mailsvc.message.compose import new_message_id
from mailsvc.message.headers import Fields, split_fields
from mailsvc.message.view import Address
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Claim, Recorded
from mailsvc.smtp.address import lookup_key, split
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept

_HEADER_BYTES = 256 * 1024
# Whose word on the sender is our own: he logged in.
_INSIDE = frozenset({Source.SUBMISSION, Source.WEB, Source.SYSTEM})

logger = logging.getLogger(__name__)


def send_absence_answers(recorded: Iterable[Recorded], attempts: dict[int, Attempted]) -> None:
    """For what was delivered just now; joins the caller's transaction. An answer that cannot be
    given is dropped: the mail lies in its mailbox.
    """
    claims = [
        attempts[one.recipient_pk].claim
        for one in recorded
        if one.state == QueuedRecipient.State.DELIVERED
        and attempts[one.recipient_pk].is_local
        and attempts[one.recipient_pk].claim.kind == QueuedRecipient.Kind.DELIVER
        and attempts[one.recipient_pk].claim.mail_from
    ]
    away = list_absences((one.address for one in claims), today=clock.today()) if claims else {}
    for claim in claims:
        if claim.address in away:
            _answer_surely(claim, away[claim.address])


def _answer_surely(claim: Claim, absence: Absence) -> None:
    try:
        with transaction.atomic():
            _answer(claim, absence)
    except AppError as error:
        logger.warning("no answer for an absent mailbox: %s", error.code)


def _answer(claim: Claim, absence: Absence) -> None:
    mailbox, sender = absence.mailbox, claim.mail_from
    own = [mailbox.address, *(alias.address for alias in mailbox.aliases.all())]
    fields = _fields(claim)
    is_inside = claim.source in _INSIDE and is_local_domain(split(sender)[1])
    notice = notice_of(absence, is_inside=is_inside)
    if notice is None or not may_answer(fields, sender=sender, own=own, junk_field=JUNK_FIELD):
        return
    now = clock.now()
    if not note_answer(mailbox.pk, lookup_key(sender), today=clock.local_day(now)):
        return
    trace_id = trace.new_trace_id()
    content = compose_answer(
        fields,
        body=notice.body(),
        author=Address(mailbox.name, mailbox.address),
        to=sender,
        message_id=new_message_id(trace_id, host=settings.HOST_NAME),
        now=now,
    )
    accept(
        actor=SYSTEM,
        envelope=Envelope("", (Recipient(sender),)),  # RFC 3834 §3.3: nobody answers an answer
        content=content,
        source=Source.SYSTEM,
        trace_id=trace_id,
    )


def _fields(claim: Claim) -> Fields:
    """The header section, our prefix before it."""
    with spool.open_content(claim.trace_id) as file:
        head = claim.prefix + file.read(_HEADER_BYTES)
    return split_fields(head, 0, len(head))[0]
