"""Destinations that are down: probed once for all their mail, by one worker at a time.

A row stands while a destination does not answer. Workers share it: whoever takes the probe moves
the time of the next one, so nobody else tries meanwhile. The first answer removes the row and lets
all that waits fall due, urgent and small first.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from mailsvc.base import clock
from mailsvc.prepared.queries import Prepared
from mailsvc.queue import parking, schedule
from mailsvc.queue.models import Destination

_DOWN: Prepared[Destination] = Prepared(Destination.objects.all)


def list_down() -> list[Destination]:
    """All that are down, by name."""
    return _DOWN.all()


def note_down(
    goal: str, error: str, *, probe_max_s: float, now: datetime | None = None
) -> Destination:
    """It did not answer: the next probe comes the later, the longer it has been silent."""
    moment = now or clock.now()
    with transaction.atomic():
        row, is_new = Destination.objects.get_or_create(
            goal=goal[:300],
            defaults={
                "down_since": moment,
                "next_probe_at": moment,
                "last_failed_at": moment,
                "last_error": error[:300],
            },
        )
        chance = random.random()  # noqa: S311  spreads load, guards nothing
        row.next_probe_at = schedule.next_probe_at(
            down_since=row.down_since, now=moment, probe_max_s=probe_max_s, chance=chance
        )
        row.failures = row.failures if is_new else F("failures") + 1
        row.last_failed_at, row.last_error = moment, error[:300]
        row.save()
    return row


def note_up(goal: str, *, now: datetime | None = None) -> int:
    """It answers: everything that waits for it is due. Returns how many rows that was."""
    with transaction.atomic():
        Destination.objects.filter(goal=goal[:300]).delete()
        return parking.fetch(goal, now=now)


def take_probe(goal: str, *, lease: timedelta, now: datetime | None = None) -> bool:
    """True for the one caller that may try a destination which is down, when it is time."""
    moment = now or clock.now()
    taken = Destination.objects.filter(goal=goal[:300], next_probe_at__lte=moment).update(
        next_probe_at=moment + lease
    )
    return taken == 1


def probe_soon(goals: Iterable[str], *, now: datetime | None = None) -> None:
    """Somebody believes that these answer again: the next mail for each is its probe."""
    Destination.objects.filter(goal__in=list(goals)).update(next_probe_at=now or clock.now())


def call_up(*, now: datetime | None = None) -> int:
    """One mail for each destination whose probe is due, the best of those that wait for it.

    A destination nobody waits for any more is forgotten.
    """
    moment = now or clock.now()
    waiting = {one.goal for one in parking.list_parked()}
    called = 0
    for row in Destination.objects.filter(next_probe_at__lte=moment):
        if row.goal in waiting:
            called += parking.fetch(row.goal, limit=1, now=moment)
        elif moment - row.last_failed_at > parking.FALLBACK:
            row.delete()
    return called
