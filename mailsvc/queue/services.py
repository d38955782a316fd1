"""Changes of the queue. `enqueue` and `record_results` join the caller's transaction."""

import logging
import random
import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Case, DateTimeField, F, Value, When

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Unavailable
from mailsvc.queue import (
    counts,
    doorbell,
    durability,
    outcomes,
    rows,
    schedule,
    spool,
    statements,
    workers,
)
from mailsvc.queue.models import Attempt, QueuedMessage, QueuedRecipient, RecipientQuerySet
from mailsvc.queue.orders import Claim, NewMessage, Recorded, Result, ResultKind, Swept

RECALLED = "recalled by its sender"
ORPHAN_AGE = timedelta(hours=1)
_SWEEP_BATCH = 500
_State = QueuedRecipient.State
# What reading a row with impossible values raises; with the database away, reading the next raises.
_UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError, DatabaseError)

logger = logging.getLogger(__name__)


def enqueue(new: NewMessage) -> None:
    """Store one mail inside the caller's transaction; Unavailable when the disk refuses, Conflict
    ("already_queued") when it was accepted before.

    The rows come first: whoever holds their key is alone at the file, which is durable before
    anything is committed. A rollback leaves an orphan file: swept, or replaced when the same mail
    is tried again.
    """
    with transaction.atomic():
        _insert_once(new)
        try:
            spool.write(new.trace_id, new.content)
        except FileExistsError:
            _replace_orphan(new)


def insert(batch: Sequence[NewMessage]) -> None:
    """The rows of mails whose files are durable already; one transaction, two statements."""
    started = time.monotonic()
    with transaction.atomic():
        transaction.on_commit(doorbell.ring)
        statements.insert_rows(QueuedMessage, [rows.message_values(new) for new in batch])
        statements.insert_rows(
            QueuedRecipient, [row for new in batch for row in rows.recipient_values(new)]
        )
    counts.count_accepted(batch, spent_s=time.monotonic() - started)


def claim_due(
    *,
    worker: str,
    limit: int,
    now: datetime | None = None,
    lease: timedelta = schedule.LEASE,
) -> list[Claim]:
    """Claim up to `limit` due recipients of this host: urgent first, then small before large.

    The attempt is committed here, before anyone dials: attempts + 1 and the next try are written,
    so a crash can neither lose the schedule nor hammer a peer. Expired leases fall due again.
    """
    moment = now or clock.now()
    _release_expired(moment)
    due = QueuedRecipient.objects.due(moment).filter(message__spool_host=settings.SPOOL_HOST)
    wanted = list(
        due.order_by("rank", "next_attempt_at", "pk").values_list("pk", "attempts")[:limit]
    )
    if not wanted:
        return []
    # The token is new for each call: two threads of one worker cannot take each other's claim.
    token = f"{worker}#{secrets.token_hex(6)}"
    with durability.relaxed():
        taken = _take(wanted, token=token, now=moment, lease=lease)
    if not taken:
        return []
    mine = QueuedRecipient.objects.filter(pk__in=[pk for pk, _ in wanted], claimed_by=token)
    return _read_claims(mine)


def renew_leases(
    held: Iterable[tuple[int, str]],
    *,
    now: datetime | None = None,
    lease: timedelta = schedule.LEASE,
) -> int:
    """Give claims (recipient_pk, token) whose attempt is under way a new lease; how many stand.

    A claim that was taken over meanwhile stays with its new holder.
    """
    claims = list(held)
    standing = QueuedRecipient.objects.filter(
        state=_State.CLAIMED,
        pk__in=[pk for pk, _ in claims],
        claimed_by__in={token for _, token in claims},
    )
    return standing.update(lease_until=(now or clock.now()) + lease)


def record_results(results: Iterable[Result], *, now: datetime | None = None) -> list[Recorded]:
    """Write what attempts came to; joins the caller's transaction. A few statements for a batch.

    A result whose claim was taken over meanwhile is kept as an attempt and changes no state; only
    those whose state changed are returned (a bounce is due for the failed ones).
    """
    moment, batch = now or clock.now(), list(results)
    with transaction.atomic():
        statements.insert_rows(Attempt, [outcomes.attempt_values(one) for one in batch])
        settled = _lock_claimed(batch)
        waiting_since = _waiting_since(settled)
        changes = [
            outcomes.new_values(result, row, now=moment, since=waiting_since.get(row.message_id))
            for result, row in settled
        ]
        for is_last in (True, False):
            same = [one for one in changes if ("next_attempt_at" not in one) is is_last]
            statements.update_rows(QueuedRecipient, same)
    return [
        Recorded(row.pk, row.message_id, row.address, str(values["state"]), row.attempts)
        for (_, row), values in zip(settled, changes, strict=True)
    ]


def release_stale(*, now: datetime | None = None) -> int:
    """Free claims of dead processes of this host; called when a worker starts. Returns how many.

    A first attempt falls due at once; a later one keeps its schedule, so a mail that kills its
    worker cannot do so in a loop.
    """
    moment = now or clock.now()
    claimed = QueuedRecipient.objects.filter(
        state=_State.CLAIMED, claimed_by__startswith=workers.host_prefix()
    )
    dead = [
        name
        for name in claimed.order_by().values_list("claimed_by", flat=True).distinct()
        if not workers.is_alive(name)
    ]
    if not dead:
        return 0
    return claimed.filter(claimed_by__in=dead).update(
        state=_State.DUE,
        claimed_by="",
        lease_until=None,
        next_attempt_at=Case(
            When(attempts__lte=1, then=Value(moment)),
            default=F("next_attempt_at"),
            output_field=DateTimeField(),
        ),
    )


def cancel(*, trace_id: str, now: datetime | None = None) -> bool:
    """Take back a mail that was never tried (undo-send): True when all of it was still waiting."""
    with transaction.atomic():
        waiting = QueuedRecipient.objects.filter(message_id=trace_id)
        total = waiting.count()
        changed = waiting.filter(
            state=_State.DUE, attempts=0, next_attempt_at__gt=now or clock.now()
        ).update(state=_State.FAILED, finished_at=now or clock.now(), last_text="cancelled")
        if total == 0 or changed != total:
            transaction.set_rollback(True)
            return False
    return True


def bring_forward(*, trace_id: str, now: datetime) -> bool:
    """Let a mail that waits for its hour go at once: True when all of it was still waiting."""
    with transaction.atomic():
        waiting = QueuedRecipient.objects.filter(message_id=trace_id)
        total = waiting.count()
        changed = waiting.filter(state=_State.DUE, attempts=0, next_attempt_at__gt=now).update(
            next_attempt_at=now
        )
        if total == 0 or changed != total:
            transaction.set_rollback(True)
            return False
        QueuedMessage.objects.filter(pk=trace_id).update(not_before=now)
        transaction.on_commit(doorbell.ring)
    return True


def stop_waiting(*, trace_id: str, now: datetime | None = None) -> list[str]:
    """Give up what nobody has taken yet, by its sender's wish; the addresses. No report is due.

    A recipient under way at this moment is left alone.
    """
    moment = now or clock.now()
    with transaction.atomic():
        rows_left = QueuedRecipient.objects.select_for_update().filter(
            message_id=trace_id, kind=QueuedRecipient.Kind.DELIVER, state=_State.DUE
        )
        stopped = dict(rows_left.values_list("pk", "address"))
        QueuedRecipient.objects.filter(pk__in=list(stopped), state=_State.DUE).update(
            state=_State.FAILED, waits_for="", finished_at=moment, last_text=RECALLED
        )
    return sorted(stopped.values())


def sweep(*, now: datetime | None = None) -> Swept:
    """Remove files of finished mails and orphan files older than an hour (Q2)."""
    moment = now or clock.now()
    return Swept(finished=_sweep_finished(), orphans=_sweep_orphans(moment))


def run_sweep() -> None:
    """The periodic job."""
    sweep()


def forget_old(*, now: datetime | None = None) -> int:
    """Delete the rows of finished mails older than TRACE_DAYS: their traces end. Returns how many.

    A mail without its file is finished for all its recipients (Q1); a held one keeps both.
    """
    limit = (now or clock.now()) - timedelta(days=settings.TRACE_DAYS)
    old = QueuedMessage.objects.filter(created_at__lt=limit, has_file=False).order_by("created_at")
    forgotten = 0
    while pks := list(old.values_list("pk", flat=True)[:_SWEEP_BATCH]):
        QueuedMessage.objects.filter(pk__in=pks).delete()
        forgotten += len(pks)
    return forgotten


def _insert_once(new: NewMessage) -> None:
    """The rows; Conflict when those of an accepted mail have this key."""
    try:
        insert([new])
    except IntegrityError as error:
        if not QueuedMessage.objects.filter(pk=new.trace_id).exists():
            raise
        raise Conflict("already_queued", "Thư này đã gửi.", trace=new.trace_id) from error


def _replace_orphan(new: NewMessage) -> None:
    """A file of this name lies there, and the row is ours: whoever wrote it has ended without one.

    Unavailable for one that the sweep may be about to remove, with whatever lies there by then.
    """
    age = clock.now() - spool.written_at(new.trace_id)
    if age > ORPHAN_AGE / 2:
        raise Unavailable(
            "orphan_swept_soon",
            "Thư chưa gửi được vì lần gửi trước bị ngắt giữa chừng: đồng chí lưu thư nháp, thử lại "
            "sau một giờ.",
        )
    # With the connection gone the key is gone too, and the file may be another's by now.
    QueuedMessage.objects.only("pk").get(pk=new.trace_id)
    spool.replace(new.trace_id, new.content)


def _take(wanted: Sequence[tuple[int, int]], *, token: str, now: datetime, lease: timedelta) -> int:
    """Claim rows (pk, attempts made) that are still due; how many. One statement for each count."""
    chance = random.random()  # noqa: S311  spreads load, guards nothing
    taken = 0
    for made in sorted({attempts for _, attempts in wanted}):
        # If this attempt is never recorded, the next one comes by the schedule.
        next_at = schedule.next_attempt_at(attempts=made + 1, now=now, chance=chance)
        taken += QueuedRecipient.objects.filter(
            pk__in=[pk for pk, attempts in wanted if attempts == made],
            state=_State.DUE,
            attempts=made,
        ).update(
            state=_State.CLAIMED,
            claimed_by=token,
            lease_until=now + lease,
            next_attempt_at=next_at,
            attempts=made + 1,
            waits_for="",
        )
    return taken


def _read_claims(mine: RecipientQuerySet) -> list[Claim]:
    """Claimed rows as values; one that cannot be read is held, the others go on."""
    in_order = mine.order_by("rank", "pk")
    try:
        return [rows.claim(row) for row in in_order.values_list(*rows.CLAIM_COLUMNS)]
    except _UNREADABLE:
        logger.exception("a claimed row cannot be read; each alone")
    claims: list[Claim] = []
    for pk in list(in_order.values_list("pk", flat=True)):
        one = mine.filter(pk=pk)
        try:
            claims += [rows.claim(row) for row in one.values_list(*rows.CLAIM_COLUMNS)]
        except _UNREADABLE as error:
            text = f"the row cannot be read: {type(error).__name__}"
            one.update(state=_State.HELD, claimed_by="", lease_until=None, last_text=text)
    return claims


def _release_expired(now: datetime) -> None:
    expired = QueuedRecipient.objects.expired(now)
    if expired.exists():
        expired.update(state=_State.DUE, claimed_by="", lease_until=None)


def _lock_claimed(batch: Sequence[Result]) -> list[tuple[Result, outcomes.Standing]]:
    """The results whose claims still stand, with their rows locked until the commit.

    SQLite has no row locks: there the transaction, IMMEDIATE from its start, is the lock.
    """
    claimed = QueuedRecipient.objects.select_for_update().filter(
        pk__in=[one.recipient_pk for one in batch], state=_State.CLAIMED
    )
    # In the order of pk, so that two workers cannot wait for each other.
    columns = claimed.order_by("pk").values_list(*outcomes.Standing._fields)
    standing = [outcomes.Standing(*row) for row in columns]
    # Each claim is settled once, by the first result that proves it.
    unsettled = {(row.pk, row.claimed_by): row for row in standing}
    found = ((one, unsettled.pop((one.recipient_pk, one.token), None)) for one in batch)
    return [(result, row) for result, row in found if row is not None]


def _waiting_since(
    settled: Sequence[tuple[Result, outcomes.Standing]],
) -> dict[str, datetime]:
    """By trace id, for those that must be tried again: are they too old for it?"""
    names = {row.message_id for one, row in settled if one.kind is ResultKind.DEFERRED}
    if not names:
        return {}
    mails = QueuedMessage.objects.only("created_at", "not_before").in_bulk(names)
    return {name: mail.waits_since for name, mail in mails.items()}


def _sweep_finished() -> int:
    """File first, mark after: a crash between them only repeats the delete."""
    waiting = QueuedRecipient.objects.open().values("message_id")
    stored = QueuedMessage.objects.filter(has_file=True, spool_host=settings.SPOOL_HOST)
    done = stored.exclude(pk__in=waiting).values_list("pk", flat=True)
    removed = 0
    while pks := list(done[:_SWEEP_BATCH]):
        for pk in pks:
            spool.delete(pk)
        removed += QueuedMessage.objects.filter(pk__in=pks).update(has_file=False)
    return removed


def _sweep_orphans(now: datetime) -> int:
    old = [name for name, written_at in spool.list_files() if now - written_at > ORPHAN_AGE]
    removed = 0
    for start in range(0, len(old), _SWEEP_BATCH):
        batch = old[start : start + _SWEEP_BATCH]
        known = set(QueuedMessage.objects.filter(pk__in=batch).values_list("pk", flat=True))
        for name in batch:
            if name not in known:
                spool.delete(name)
                removed += 1
    return removed
