"""Writing down what attempts came to: a batch in one transaction, one bad mail never with others.

A result that is not recorded is a mail delivered twice, so the database is waited for. What cannot
be recorded for another reason (a report that breaks) is recorded without it, alone.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.db import InterfaceError, OperationalError, connection, transaction

from mailsvc.base.errors import AppError
from mailsvc.delivery.absences import send_absence_answers
from mailsvc.delivery.attempt import Attempted
from mailsvc.delivery.bounce import send_reports
from mailsvc.delivery.forwards import send_forwards
from mailsvc.delivery.groups import list_mailbox_pks
from mailsvc.delivery.receipts import note_receipts
from mailsvc.live import groups as live_groups
from mailsvc.live.services import publish
from mailsvc.queue import counts, services
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Recorded, ResultKind

Report = Callable[[Iterable[Recorded], dict[int, Attempted]], None]

_PAUSES_S = (0.2, 1.0, 3.0)

logger = logging.getLogger(__name__)


def record(done: Sequence[Attempted], *, report: Report | None = send_reports) -> None:
    """Write results, live events and what results cause, in one transaction: forwards, reports,
    answers for people who are away.

    Without `report` nothing is caused.
    """
    if not done:
        return
    with transaction.atomic():
        if report is not None:
            done = send_forwards(list(done))
        attempts = {one.claim.recipient_pk: one for one in done}
        recorded = services.record_results(one.result for one in done)
        if report is not None:
            report(recorded, attempts)
            send_absence_answers(recorded, attempts)
            note_receipts(recorded, attempts)
        _publish(recorded, attempts)
    counts.count_recorded((one.result for one in done), recorded)


def record_surely(done: Sequence[Attempted], *, report: Report = send_reports) -> None:
    """As `record`, again when the database or the disk is away, and mail by mail when one breaks.

    Raises when the database stays away: the leases of these claims will run out.
    """
    for pause_s in _PAUSES_S:
        try:
            record(done, report=report)
            return
        except AppError as error:
            logger.warning("results not recorded yet: %s", error.code)
        except (OperationalError, InterfaceError):
            logger.exception("results not recorded yet")
            connection.close()
        except Exception:  # the worker's edge
            logger.exception("a result cannot be recorded; each mail alone")
            break
        time.sleep(pause_s)
    for alone in _by_mail(done):
        _record_alone(alone, report)


def hold(one: Attempted, why: str) -> Attempted:
    """The same with no outcome: an operator must look."""
    result = replace(one.result, kind=ResultKind.HELD, code=451, enhanced="4.3.0", text=why)
    return replace(one, result=result)


def _record_alone(done: Sequence[Attempted], report: Report) -> None:
    try:
        record(done, report=report)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # the worker's edge: one mail must not stop the others
        logger.exception("a result was recorded without its report")
        why = f"the report failed: {type(error).__name__}"
        record(
            [one if _is_done(one) else hold(one, why) for one in done],
            report=None,
        )


def _is_done(one: Attempted) -> bool:
    """Nothing is lost when only this is written down: the mail lies in its mailbox."""
    return one.result.kind is ResultKind.DELIVERED and not one.forward_to


def _by_mail(done: Sequence[Attempted]) -> list[list[Attempted]]:
    found: dict[str, list[Attempted]] = {}
    for one in done:
        found.setdefault(one.claim.trace_id, []).append(one)
    return list(found.values())


def _publish(recorded: Iterable[Recorded], attempts: dict[int, Attempted]) -> None:
    """What came is told to who has the mailbox open; so is the sender's own copy, as no news."""
    stored = [
        attempts[one.recipient_pk].claim
        for one in recorded
        if one.state == QueuedRecipient.State.DELIVERED and attempts[one.recipient_pk].is_local
    ]
    arrived = [claim for claim in stored if claim.kind == QueuedRecipient.Kind.DELIVER]
    for pk in set(list_mailbox_pks(arrived).values() if arrived else ()):
        publish(live_groups.mailbox(pk), {"kind": "mail.arrived", "pk": pk})
    copies = (claim for claim in stored if claim.kind == QueuedRecipient.Kind.SENT_COPY)
    for pk in {claim.mailbox_pk for claim in copies if claim.mailbox_pk is not None}:
        publish(live_groups.mailbox(pk), {"kind": "mail.filed", "pk": pk})
