"""Mail that goes on: accepted as a mail of its own, with the record of the attempt that ends here.

What is added stands before the sender's bytes, so his signature stays whole. A mail that cannot go
on is not lost: where no copy lies in the mailbox its attempt counts as deferred, and the next one
keeps it there (`forwarding.plans`).
"""

import logging
from dataclasses import replace

from django.db import transaction

from mailsvc.base.errors import AppError
from mailsvc.delivery.attempt import Attempted
from mailsvc.delivery.transports.forward import FORWARDED
from mailsvc.directory.actor import SYSTEM
from mailsvc.forwarding.rules import trace_field
from mailsvc.forwarding.selectors import forward_sender
from mailsvc.queue import spool
from mailsvc.queue.orders import Claim, ResultKind
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept

logger = logging.getLogger(__name__)


def send_forwards(done: list[Attempted]) -> list[Attempted]:
    """Accept what goes on, in the caller's transaction; the attempts as they are to be recorded."""
    return [_sent(one) if one.forward_to else one for one in done]


def _sent(attempted: Attempted) -> Attempted:
    refused = [to for to in attempted.forward_to if not _is_accepted(attempted.claim, to)]
    is_kept = attempted.result.text != FORWARDED
    if is_kept or len(refused) < len(attempted.forward_to):
        return attempted
    result = replace(
        attempted.result, kind=ResultKind.DEFERRED, code=451, enhanced="4.3.0", text="not forwarded"
    )
    return replace(attempted, result=result, forward_to=())


def _is_accepted(claim: Claim, target: str) -> bool:
    # Our own people's mail is ours to sign on its way out, others' is sealed (delivery.outgoing).
    is_ours = claim.source in {Source.SUBMISSION, Source.WEB, Source.SYSTEM}
    sender = forward_sender(claim.mail_from, mailbox=claim.address, target=target)
    try:
        with transaction.atomic():
            accept(
                actor=SYSTEM,
                envelope=Envelope(sender, (Recipient(target),), smtputf8=claim.smtputf8),
                content=claim.prefix + spool.read(claim.trace_id),
                source=Source.SYSTEM if is_ours else Source.FORWARD,
                prefix=trace_field(claim.address),
                is_urgent=claim.is_urgent,
            )
    except AppError as error:
        logger.warning("mail not forwarded: %s", error.code)
        return False
    return True
