"""Answers "was read" that arrive in our mailboxes, noted with the record of their delivery."""

import logging
from collections.abc import Iterable

from django.db import transaction

from mailsvc.base.errors import AppError
from mailsvc.delivery.attempt import Attempted
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Claim, Recorded
from mailsvc.receipts.report import read_receipt
from mailsvc.receipts.services import note_receipt

_BYTES_MAX = 64 * 1024

logger = logging.getLogger(__name__)


def note_receipts(recorded: Iterable[Recorded], attempts: dict[int, Attempted]) -> None:
    """For what was delivered just now with the null sender; joins the caller's transaction. One
    that cannot be read is a mail like any other.
    """
    for one in recorded:
        attempted = attempts[one.recipient_pk]
        claim = attempted.claim
        if (
            one.state == QueuedRecipient.State.DELIVERED
            and attempted.is_local
            and claim.kind == QueuedRecipient.Kind.DELIVER
            and not claim.mail_from  # RFC 8098 §3
        ):
            _note(claim)


def _note(claim: Claim) -> None:
    try:
        with spool.open_content(claim.trace_id) as file:
            content = file.read(_BYTES_MAX)
        told = read_receipt(content)
        if told is not None:
            with transaction.atomic():
                note_receipt(claim.address, told)
    except AppError as error:
        logger.warning("a receipt was not read: %s", error.code)
