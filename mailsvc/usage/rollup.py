"""The roll-up: bitmaps × main posts × calendar → counts per agency and month, by every definition.

`fill(ym)` is one transaction: take the month off the dirty list, judge everybody once, replace the
month's rows, check U1 and U2, note the state. Stopped anywhere, the old rows stand and the month
stays dirty. A published month is not touched: what changed afterwards waits for a revision.
"""

import logging

from django.db import Error, connection, transaction

from mailsvc.base import clock
from mailsvc.usage import consistency, counting, judging
from mailsvc.usage.bits import first_day
from mailsvc.usage.models import (
    AgencyMonth,
    CohortMonth,
    Definition,
    DirtyPeriod,
    FillState,
    Habit,
    Snapshot,
)
from mailsvc.usage.reference import get_headline, list_definitions
from mailsvc.usage.retention import is_forgotten
from mailsvc.usage.services import replay_spool

logger = logging.getLogger(__name__)

_LOCK = 0x6376_7573_6167_65  # "cvusage"


def run_fill() -> None:
    """Bring in spooled marks, then roll up every dirty month that is not published, oldest first;
    last, count months back by versions of the definition that came later.

    A month that fails keeps its old rows, says why in its state, and stops no other.
    """
    replay_spool()
    months = DirtyPeriod.objects.order_by("ym").values_list("ym", flat=True).distinct()
    for ym in [ym for ym in months if not is_published(ym)]:
        try:
            fill(ym)
        except (Error, consistency.Inconsistent) as error:
            logger.exception("usage: %s not filled", ym)
            FillState.objects.filter(ym=ym).update(error=f"{type(error).__name__}: {error}"[:300])
    for definition, ym in list_missing_backcasts():
        backcast(definition, ym)


def is_published(ym: int) -> bool:
    """The figure of the month is locked: only a revision changes it."""
    return Snapshot.objects.filter(ym=ym, definition=get_headline(ym)).exists()


@transaction.atomic
def fill(ym: int) -> FillState:
    """Roll up a month; doing it again gives the same rows and digest. The headline's state."""
    hold_lock()
    # Taking the dirty rows first lets a mark that commits meanwhile list the month again.
    DirtyPeriod.objects.filter(ym=ym).delete()
    calendar = judging.Calendar.of(ym)
    people = judging.judge(calendar)
    consistency.check_everybody(ym, people)
    digest = judging.digest(calendar)
    headline = get_headline(ym)
    state = None
    for definition in list_definitions():
        made = _fill_one(definition, calendar, digest, is_headline=definition == headline)
        state = made if definition == headline else state
    judging.forget()
    assert state is not None, "there is a headline among the definitions"
    logger.info("usage: %s filled, %s people, %s agencies", ym, people, state.rows)
    return state


@transaction.atomic
def backcast(definition: Definition, ym: int) -> FillState:
    """Count a month by a definition that came later; no other row of the month is touched."""
    hold_lock()
    calendar = judging.Calendar.of(ym)
    judging.judge(calendar)
    state = _fill_one(definition, calendar, judging.digest(calendar), is_headline=False)
    judging.forget()
    return state


def list_missing_backcasts() -> list[tuple[Definition, int]]:
    """Months counted before a version of the definition began, whose days are still kept."""
    headlines = [one for one in list_definitions() if one.is_headline]
    states = FillState.objects.filter(definition__is_headline=True)
    done = set(states.values_list("definition_id", "ym"))
    months = sorted({ym for _, ym in done})
    return [
        (one, ym)
        for one in headlines[1:]
        for ym in months
        if first_day(ym) < one.valid_from and (one.pk, ym) not in done and not is_forgotten(ym)
    ]


@transaction.atomic
def inputs_digest(ym: int) -> str:
    """What a roll-up of the month would be counted from now; writes nothing."""
    calendar = judging.Calendar.of(ym)
    judging.judge(calendar)
    found = judging.digest(calendar)
    judging.forget()
    return found


def hold_lock() -> None:
    """One fill or publication at a time; on SQLite the transaction itself is that lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _fill_one(
    definition: Definition, calendar: judging.Calendar, digest: str, *, is_headline: bool
) -> FillState:
    """One definition's rows; lifecycles and cohorts belong to the headline."""
    ym = calendar.ym
    AgencyMonth.objects.filter(definition=definition, ym=ym).delete()
    CohortMonth.objects.filter(definition=definition, ym=ym).delete()
    people = counting.count_scope(definition)
    if is_headline:
        _note_habits(definition, calendar)
    rows = 0
    if people:
        rows = counting.count_agencies(definition, calendar, with_history=is_headline)
    if is_headline:
        counting.count_cohorts(definition, calendar)
    consistency.check_month(definition, ym, people)
    state, _ = FillState.objects.update_or_create(
        definition=definition,
        ym=ym,
        defaults={
            "rows": rows,
            "people": people,
            "digest": digest,
            "filled_at": clock.now(),
            "error": "",
        },
    )
    return state


def _note_habits(definition: Definition, calendar: judging.Calendar) -> None:
    """Who is regular this month; when that changed, later months' lifecycles are out of date."""
    before = _habits(calendar.ym)
    Habit.objects.filter(ym=calendar.ym).delete()
    counting.note_habits(definition, calendar)
    if _habits(calendar.ym) == before:
        return
    later = FillState.objects.filter(ym__gt=calendar.ym, definition=definition)
    DirtyPeriod.objects.bulk_create(
        (
            DirtyPeriod(ym=ym, reason=DirtyPeriod.Reason.HISTORY)
            for ym in later.values_list("ym", flat=True)
            if not is_published(ym)
        ),
        ignore_conflicts=True,
    )


def _habits(ym: int) -> tuple[int, int]:
    """How many are regular and who, as one number that hardly ever is the same for others."""
    mixed = "sum((cast(person_id as bigint) * 2654435761) %% 4294967291)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce({mixed}, 0) FROM usage_habit WHERE ym = %s",  # noqa: S608  constants
            [ym],
        )
        count, number = cursor.fetchone()
    return int(count), int(number)
