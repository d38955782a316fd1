"""What a result means for its recipient's row. Values only; `services.record_results` writes."""

import random
from datetime import datetime
from typing import NamedTuple

from mailsvc.queue import schedule
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Result, ResultKind
from mailsvc.queue.statements import Values
from mailsvc.smtp import reply

_State = QueuedRecipient.State


class Standing(NamedTuple):
    """What a claimed row must have read for `new_values`; the rest stays unread."""

    pk: int
    message_id: str
    address: str
    attempts: int
    claimed_by: str


def attempt_values(result: Result) -> Values:
    """The columns of an attempt."""
    return {
        "recipient_id": result.recipient_pk,
        "started_at": result.started_at,
        "duration_ms": result.duration_ms,
        "code": result.code,
        "enhanced": result.enhanced[:12],
        "text": result.text[:500],
        "remote": result.remote[:255],
        "outcome": result.kind.value,
    }


def new_values(
    result: Result, row: Standing, *, now: datetime, since: datetime | None = None
) -> Values:
    """What a result changes, and the key. `since`: how long a mail that is deferred waits already.

    Rows that get a next attempt have `next_attempt_at`, all others have not.
    """
    return {
        "id": row.pk,
        "claimed_by": "",
        "lease_until": None,
        "finished_at": None,
        "last_code": result.code,
        "last_enhanced": result.enhanced[:12],
        "last_text": result.text[:500],
    } | _changes(result, row, now, since)


def expired_values(said: str) -> Values:
    """RFC 3463 §3.5: X.4.7; the last refusal stays readable in the text."""
    return {
        "last_code": reply.EXPIRED.code,
        "last_enhanced": reply.EXPIRED.enhanced,
        "last_text": f"{reply.EXPIRED.text}; last: {said}"[:500],
    }


def _changes(result: Result, row: Standing, now: datetime, since: datetime | None) -> Values:
    if result.kind is ResultKind.DELIVERED:
        return {"state": _State.DELIVERED.value, "finished_at": now}
    if result.kind is ResultKind.FAILED:
        return {"state": _State.FAILED.value, "finished_at": now}
    if result.kind is ResultKind.HELD:
        return {"state": _State.HELD.value}
    if since is not None and schedule.is_expired(since=since, now=now):
        said = f"{result.code} {result.enhanced} {result.text}"
        return {"state": _State.FAILED.value, "finished_at": now} | expired_values(said)
    chance = random.random()  # noqa: S311  spreads load, guards nothing
    next_at = schedule.next_attempt_at(attempts=row.attempts, now=now, chance=chance)
    return {"state": _State.DUE.value, "next_attempt_at": next_at}
