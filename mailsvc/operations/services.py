"""Dropping mail: the queue's part and the report to the sender, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mailsvc.base import clock
from mailsvc.delivery.attempt import Attempted
from mailsvc.delivery.bounce import send_reports
from mailsvc.directory.actor import Actor
from mailsvc.queue import operator_services
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_services import Dropped, Handled
from mailsvc.queue.orders import Claim, Recorded, Result, ResultKind
from mailsvc.smtp import reply


@transaction.atomic
def drop(
    actor: Actor,
    *,
    recipient_pks: Sequence[int],
    reason: str,
    tells_sender: bool = True,
    now: datetime | None = None,
) -> list[Handled]:
    """Give up recipients for good; their sender is told why, unless the operator says otherwise.

    A null sender is told nothing, nor one who asked not to be (RFC 3461 §4.1).
    """
    moment = now or clock.now()
    dropped = operator_services.drop(actor, recipient_pks=recipient_pks, reason=reason, now=moment)
    if tells_sender and dropped.claims:
        attempts = {one.recipient_pk: _refused(one, dropped, moment) for one in dropped.claims}
        send_reports([_recorded(one) for one in dropped.claims], attempts)
    return dropped.handled


def _recorded(claim: Claim) -> Recorded:
    return Recorded(
        claim.recipient_pk,
        claim.trace_id,
        claim.address,
        QueuedRecipient.State.FAILED.value,
        claim.attempts,
    )


def _refused(claim: Claim, dropped: Dropped, now: datetime) -> Attempted:
    """As if a server had refused it for good: a report knows no other reason."""
    result = Result(
        recipient_pk=claim.recipient_pk,
        token="",
        kind=ResultKind.FAILED,
        code=reply.DROPPED.code,
        enhanced=reply.DROPPED.enhanced,
        text=dropped.text,
        started_at=now,
    )
    return Attempted(claim, result, remote="", is_local=False)
