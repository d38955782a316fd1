"""Mail that grows old: whose senders are to hear of a delay, and what is given up untried.

An attempt that fails too late ends its row by itself (`outcomes`); here are the rows nobody tries:
they wait for a destination that is down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from mailsvc.base import clock
from mailsvc.queue import outcomes, schedule
from mailsvc.queue.models import QueuedMessage, QueuedRecipient, RecipientQuerySet

BATCH = 200
_State = QueuedRecipient.State


@dataclass(frozen=True)
class Aged:
    """A row that is late, with its mail; `retry_until` is the end of the tries."""

    row: QueuedRecipient
    message: QueuedMessage
    retry_until: datetime


def take_delayed(*, now: datetime | None = None, limit: int = BATCH) -> list[Aged]:
    """Rows that wait longer than `schedule.WARN_AFTER`, each given once ever; joins the caller's
    transaction, so a report that is not sent is due again.
    """
    moment = now or clock.now()
    open_rows = _here().filter(state__in=(_State.DUE, _State.CLAIMED), warned_at__isnull=True)
    late = _older(open_rows, schedule.WARN_AFTER, moment)
    return [
        one
        for one in _aged(late, limit)
        if QueuedRecipient.objects.filter(pk=one.row.pk, warned_at__isnull=True).update(
            warned_at=moment
        )
    ]


def give_up(*, now: datetime | None = None, limit: int = BATCH) -> list[Aged]:
    """Fail rows that grew too old waiting, and give them; joins the caller's transaction."""
    moment = now or clock.now()
    old = _older(_here().parked(), schedule.GIVE_UP_AFTER, moment)
    return [one for one in _aged(old, limit) if _fail(one.row, moment)]


def _fail(row: QueuedRecipient, now: datetime) -> bool:
    said = f"{row.last_code} {row.last_enhanced} {row.last_text}" if row.last_code else "untried"
    values = outcomes.expired_values(said)
    standing = QueuedRecipient.objects.filter(pk=row.pk, state=_State.DUE)
    return bool(
        standing.update(state=_State.FAILED, finished_at=now, waits_for="", **values),
    )


def _aged(found: RecipientQuerySet, limit: int) -> Sequence[Aged]:
    rows = found.select_related("message").order_by("message_id", "pk")[:limit]
    return [
        Aged(row, row.message, row.message.waits_since + schedule.GIVE_UP_AFTER) for row in rows
    ]


def _here() -> RecipientQuerySet:
    return QueuedRecipient.objects.filter(
        Q(kind=QueuedRecipient.Kind.DELIVER), message__spool_host=settings.SPOOL_HOST
    )


def _older(rows: RecipientQuerySet, age: timedelta, now: datetime) -> RecipientQuerySet:
    since = Coalesce(F("message__not_before"), F("message__created_at"))
    return rows.annotate(since=since).filter(since__lte=now - age)
