"""The report back: what became of a mail, told to its sender when he asked or must know."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mailsvc.base import clock, trace
from mailsvc.base.errors import Refused, Unavailable
from mailsvc.delivery.attempt import Attempted
from mailsvc.directory.actor import SYSTEM
from mailsvc.dsn import rules
from mailsvc.dsn.report import ReportedRecipient, ReportOrder, compose_report
from mailsvc.dsn.rules import Action
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.queue.orders import Claim, Recorded, ResultKind
from mailsvc.smtp import reply
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReportedMail:
    """What a report says of the mail itself."""

    mail_from: str
    created_at: datetime
    envid: str
    ret: str
    prefix: bytes

    @classmethod
    def of_claim(cls, claim: Claim) -> "ReportedMail":
        return cls(claim.mail_from, claim.created_at, claim.envid, claim.ret, claim.prefix)

    @classmethod
    def of_message(cls, row: QueuedMessage) -> "ReportedMail":
        return cls(row.mail_from, row.created_at, row.envid, row.ret, bytes(row.prefix))


def send_reports(recorded: Iterable[Recorded], attempts: dict[int, Attempted]) -> None:
    """One report a mail for what is due; joins the caller's transaction.

    A report that cannot be sent (its sender is unknown here) is dropped: RFC 5321 §6.1.
    """
    due: dict[str, list[tuple[Attempted, ReportedRecipient]]] = {}
    for one in recorded:
        attempted = attempts[one.recipient_pk]
        line = _line(one, attempted)
        if line is not None:
            due.setdefault(one.trace_id, []).append((attempted, line))
    for trace_id, lines in due.items():
        mail = ReportedMail.of_claim(lines[0][0].claim)
        send_report(trace_id, mail, [line for _, line in lines])


def send_report(trace_id: str, mail: ReportedMail, lines: Sequence[ReportedRecipient]) -> None:
    """One report about one mail; joins the caller's transaction. Never refused: see above."""
    try:
        with transaction.atomic():
            _send(trace_id, mail, lines)
    except Refused as error:
        logger.warning("report about %s dropped: %s", trace_id, error.code)


def _line(recorded: Recorded, attempted: Attempted) -> ReportedRecipient | None:
    """What the report says of one recipient; None when nothing is to be said."""
    claim, result = attempted.claim, attempted.result
    if claim.kind == QueuedRecipient.Kind.SENT_COPY:
        return None
    action = _action(recorded, attempted)
    if action is None or not rules.is_due(action, mail_from=claim.mail_from, notify=claim.notify):
        return None
    is_expired = action is Action.FAILED and result.kind is ResultKind.DEFERRED
    return ReportedRecipient(
        address=claim.address,
        action=action,
        enhanced=reply.EXPIRED.enhanced if is_expired else result.enhanced,
        code=result.code,
        text=f"{reply.EXPIRED.text}; {result.text}" if is_expired else result.text,
        attempted_at=result.started_at,
        orcpt=claim.orcpt,
        remote=attempted.remote,
    )


def _action(recorded: Recorded, attempted: Attempted) -> Action | None:
    if recorded.state == QueuedRecipient.State.FAILED:
        return Action.FAILED
    if recorded.state == QueuedRecipient.State.DELIVERED:
        return Action.DELIVERED if attempted.is_local else Action.RELAYED
    return None


def _send(trace_id: str, mail: ReportedMail, lines: Sequence[ReportedRecipient]) -> None:
    report_id = trace.new_trace_id()
    content = compose_report(
        ReportOrder(
            report_id=report_id,
            host_name=settings.HOST_NAME,
            sender=f"mailer-daemon@{settings.MAIL_DOMAIN}",
            mail_to=mail.mail_from,
            trace_id=trace_id,
            arrived_at=mail.created_at,
            now=clock.now(),
            recipients=tuple(lines),
            envid=mail.envid,
            ret=mail.ret,
        ),
        original=mail.prefix + _content(trace_id),
    )
    accept(
        actor=SYSTEM,
        envelope=Envelope("", (Recipient(mail.mail_from),), smtputf8=not content.isascii()),
        content=content,
        source=Source.SYSTEM,
        trace_id=report_id,
        report_of=trace_id,
    )


def _content(trace_id: str) -> bytes:
    """The mail's bytes; a file that cannot be read must not keep its sender in the dark."""
    try:
        return spool.read(trace_id)
    except Unavailable:
        logger.error("report without the mail itself: spool file unreadable")
        return b""
