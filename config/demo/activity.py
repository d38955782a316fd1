"""The working days of November 2009, drawn per person from archetypes. Pure.

Regular users clear every bound of TX-1; the others come close in every way there is: ten days
instead of eleven, one outgoing day, a two-week burst, a glance once a week.
"""

from collections.abc import Callable
from datetime import date
from random import Random

from config.demo.people import SEED, Stage, Worker
from config.demo.province import list_agencies
from mailsvc.directory.roles import Role
from mailsvc.usage.bits import bits_of
from mailsvc.usage.rules import MonthBits, working_days

MONTH = 200911
_DAYS = working_days(MONTH)
_WEEKS = [
    [day for day in _DAYS if day.isocalendar().week == week]
    for week in sorted({day.isocalendar().week for day in _DAYS})
]

# An agency works in the system when on half of the days somebody there handles a document.
WORKING_IN_IT = frozenset(row.code for row in list_agencies() if row.runs_management)
_FEW = 6

Archetype = Callable[[Random], MonthBits]


def plan_activity(workers: list[Worker]) -> dict[int, MonthBits]:
    """Bits by worker's number, of those who did anything."""
    random = Random(SEED + MONTH)  # noqa: S311  a reproducible sample, not a secret
    bits = {w.number: _bits(w, random) for w in workers if w.stage >= Stage.READER}
    return {number: b for number, b in bits.items() if b.qualifying}


def _bits(worker: Worker, random: Random) -> MonthBits:
    if worker.stage is Stage.READER:
        return _weekly_reader(random)
    if worker.stage is Stage.SENDER:
        return random.choice((_ten_days, _one_outgoing_day, _burst, _weekly_sender))(random)
    is_clerk = worker.role == Role.CLERK
    return _regular(random, is_clerk=is_clerk, works_in_it=worker.agency in WORKING_IN_IT)


def _regular(random: Random, *, is_clerk: bool, works_in_it: bool) -> MonthBits:
    """Eleven days or more (so at least three weeks), two of them outgoing; clerks process too:
    every day of theirs where the agency works in the system, now and then where it does not."""
    active = random.sample(_DAYS, random.randint(11, len(_DAYS)))
    outgoing = random.sample(active, random.randint(2, len(active)))
    process = random.sample(active, random.randint(5, 11)) if is_clerk else []
    delegated = process[:3]
    if is_clerk:
        process = active if works_in_it else process[:_FEW]
    return _month(active, outgoing, process, delegated)


def _weekly_reader(random: Random) -> MonthBits:
    """Looks in once a week, or in some weeks only."""
    weeks = random.sample(_WEEKS, random.randint(1, 4))
    return _month([random.choice(week) for week in weeks], [])


def _weekly_sender(random: Random) -> MonthBits:
    """Once a week, and answers then."""
    days = [random.choice(week) for week in random.sample(_WEEKS, 3)]
    return _month(days, days[: random.randint(1, 3)])


def _ten_days(random: Random) -> MonthBits:
    """One day short of half."""
    days = random.sample(_DAYS, 10)
    return _month(days, days[:4])


def _one_outgoing_day(random: Random) -> MonthBits:
    """Reads nearly every day, sends once."""
    days = random.sample(_DAYS, random.randint(12, 18))
    return _month(days, days[:1])


def _burst(random: Random) -> MonthBits:
    """Every day of two weeks, then silence."""
    start = random.choice((0, 1, 2))
    days = [*_WEEKS[start], *_WEEKS[start + 1]]
    return _month(days, days[::2])


def _month(
    read: list[date],
    write: list[date],
    process: list[date] | None = None,
    delegated: list[date] | None = None,
) -> MonthBits:
    return MonthBits(
        read=bits_of(read),
        write=bits_of(write),
        process=bits_of(process or []),
        delegated=bits_of(delegated or []),
    )
