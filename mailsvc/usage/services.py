"""Writing usage: `record` for every package, replay for what was spooled."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import Error, IntegrityError, connection, transaction

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.usage import spool
from mailsvc.usage.bits import Mark, UsageKind, bit_of, month_of
from mailsvc.usage.models import (
    AgencyFacts,
    AgencyMonth,
    Availability,
    CohortMonth,
    DirtyPeriod,
    FillState,
    Habit,
    PersonMonth,
)
from mailsvc.usage.rules import MonthBits

__all__ = [
    "UsageKind",
    "forget",
    "list_filled",
    "mark_dirty",
    "merge_month",
    "record",
    "remove_months",
    "replay_spool",
    "set_absent_days",
    "set_cut_off_days",
    "set_declared",
    "set_payroll",
    "write_marks",
]

logger = logging.getLogger(__name__)

Row = tuple[int, int, int, int, int, int, int]  # person, month, then bits by class

# OR is idempotent and order-free: replays, retries and double clicks change nothing.
_UPSERT = """
INSERT INTO usage_personmonth
  (person_id, ym, read_days, write_days, process_days, delegated_days, slight_days)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (person_id, ym) DO UPDATE SET
  read_days = usage_personmonth.read_days | excluded.read_days,
  write_days = usage_personmonth.write_days | excluded.write_days,
  process_days = usage_personmonth.process_days | excluded.process_days,
  delegated_days = usage_personmonth.delegated_days | excluded.delegated_days,
  slight_days = usage_personmonth.slight_days | excluded.slight_days
"""


class _Memory:
    """What this process has already written today, so that the second click costs nothing."""

    def __init__(self) -> None:
        self._day = date.min
        self._marks: set[Mark] = set()

    def has(self, mark: Mark) -> bool:
        return mark in self._marks

    def add(self, mark: Mark) -> None:
        today = clock.today()
        if today != self._day:
            self._day, self._marks = today, set()
        if mark.day == today:
            self._marks.add(mark)

    def clear(self) -> None:
        self._marks = set()


_memory = _Memory()


def record(
    actor: Actor, kind: UsageKind, *, at: datetime | None = None, is_delegated: bool = False
) -> None:
    """Set the actor's day bit once the surrounding transaction has committed.

    Never raises and never fails the action it counts; nothing for the system or a person-less
    account. `at` is the instant the request began (default now); the day is Vietnam's.
    """
    if actor.person_pk is None:
        return
    mark = Mark(actor.person_pk, clock.local_day(at or clock.now()), kind, is_delegated)
    if _memory.has(mark):
        return

    def write() -> None:
        _write_or_spool(mark)

    try:
        transaction.on_commit(write, robust=True)
    except Error:
        _spool(mark)


def replay_spool() -> int:
    """Write every spooled mark, then remove its file; how many there were. Database errors rise."""
    kept = list(spool.list_marks())
    if kept:
        write_marks(mark for _, mark in kept)
    for path, _ in kept:
        path.unlink(missing_ok=True)
    return len(kept)


def write_marks(marks: Iterable[Mark]) -> None:
    """OR the marks into their rows, in one transaction."""
    _merge([_row(mark) for mark in marks])


def merge_month(ym: int, bits: Mapping[int, MonthBits]) -> None:
    """OR whole months (person's pk → bits) into their rows: for imports and restores."""
    _merge([(pk, ym, b.read, b.write, b.process, b.delegated, b.slight) for pk, b in bits.items()])


@transaction.atomic
def remove_months(months: Iterable[int]) -> None:
    """Take whole months away, roll-up and all: for samples, which are nobody's work."""
    wanted = list(months)
    for model in (PersonMonth, AgencyMonth, CohortMonth, Habit, FillState, DirtyPeriod):
        model.objects.filter(ym__in=wanted).delete()
    forget()


@transaction.atomic
def set_absent_days(ym: int, days: Mapping[int, int]) -> None:
    """Person's pk → the days of the month he is on leave; 0 takes them back."""
    Availability.objects.filter(ym=ym, person_id__in=days).delete()
    Availability.objects.bulk_create(
        Availability(person_id=pk, ym=ym, absent_days=bits) for pk, bits in days.items() if bits
    )
    mark_dirty([ym], DirtyPeriod.Reason.LEAVE)


@transaction.atomic
def set_cut_off_days(ym: int, agency_pk: int, days: int) -> None:
    """The days of the month on which an agency had no line for half a day or more."""
    _set_facts(ym, agency_pk, cut_off_days=days)
    mark_dirty([ym], DirtyPeriod.Reason.OUTAGE)


@transaction.atomic
def set_declared(ym: int, agency_pk: int, count: int | None) -> None:
    """The headcount an agency declares; the payroll wins where it names more people."""
    _set_facts(ym, agency_pk, declared=count)
    mark_dirty([ym], DirtyPeriod.Reason.DECLARED)


@transaction.atomic
def set_payroll(ym: int, agency_pks: Iterable[int], *, is_there: bool) -> None:
    """A payroll file covers the agencies' month, or no longer does."""
    AgencyFacts.objects.bulk_create(
        [AgencyFacts(ym=ym, agency_id=pk, has_payroll=is_there) for pk in agency_pks],
        update_conflicts=True,
        unique_fields=["ym", "agency"],
        update_fields=["has_payroll"],
    )
    mark_dirty([ym], DirtyPeriod.Reason.PAYROLL)


def mark_dirty(months: Iterable[int], reason: DirtyPeriod.Reason) -> None:
    """List months for a new roll-up, with the reason."""
    DirtyPeriod.objects.bulk_create(
        [DirtyPeriod(ym=ym, reason=reason) for ym in sorted(set(months))], ignore_conflicts=True
    )


def list_filled() -> list[int]:
    """Months that have been rolled up, oldest first."""
    return sorted(set(FillState.objects.values_list("ym", flat=True)))


def _set_facts(ym: int, agency_pk: int, **facts: int | bool | None) -> None:
    AgencyFacts.objects.update_or_create(ym=ym, agency_id=agency_pk, defaults=facts)


def _merge(rows: list[Row]) -> None:
    """Write the rows and list their months for a new roll-up."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)
        mark_dirty((row[1] for row in rows), DirtyPeriod.Reason.WORK)


def forget() -> None:
    """Empty the memory of today's marks, as after a restore of an older database."""
    _memory.clear()


def _write_or_spool(mark: Mark) -> None:
    try:
        write_marks([mark])
    except IntegrityError:
        logger.warning("usage: no such person any more, mark dropped")
    except Error:
        _spool(mark)
    else:
        # Inside an outer transaction the row may still be rolled back: do not remember it.
        if not connection.in_atomic_block:
            _memory.add(mark)


def _spool(mark: Mark) -> None:
    try:
        spool.keep(mark)
    except OSError:
        logger.exception("usage: mark lost, neither database nor spool takes it")


def _row(mark: Mark) -> Row:
    bit = bit_of(mark.day)
    return (
        mark.person_pk,
        month_of(mark.day),
        bit if mark.kind is UsageKind.READ else 0,
        bit if mark.kind is UsageKind.WRITE else 0,
        bit if mark.kind is UsageKind.PROCESS else 0,
        bit if mark.is_delegated else 0,
        bit if mark.kind is UsageKind.SLIGHT else 0,
    )
