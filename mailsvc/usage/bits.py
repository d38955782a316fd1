"""Days of a month as bits of an integer: bit k is day k+1. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class UsageKind(StrEnum):
    """Classes of qualifying actions; what counts for each stands in docs/glossary.md."""

    READ = "read"
    WRITE = "write"
    PROCESS = "process"
    SLIGHT = "slight"  # a mail of a word or two to one person: rule G-1 looks at these


@dataclass(frozen=True)
class Mark:
    """Somebody did something of a class on a day: all that is ever kept of an action."""

    person_pk: int
    day: date
    kind: UsageKind
    is_delegated: bool = False


def month_of(day: date) -> int:
    """`2009-11-30` → 200911."""
    return day.year * 100 + day.month


def bit_of(day: date) -> int:
    """The day's bit; day 31 is bit 30, so a 32-bit integer stays positive."""
    return 1 << (day.day - 1)


def bits_of(days: Iterable[date]) -> int:
    """The bits of several days of one month."""
    bits = 0
    for day in days:
        bits |= bit_of(day)
    return bits


def first_day(ym: int) -> date:
    """The first day of the month."""
    return date(ym // 100, ym % 100, 1)


def next_first_day(ym: int) -> date:
    """The first day of the month after."""
    return (first_day(ym) + timedelta(days=31)).replace(day=1)


def days_of(ym: int) -> list[date]:
    """Every day of the month."""
    first = first_day(ym)
    return [first + timedelta(days=n) for n in range((next_first_day(ym) - first).days)]


def parse_month(text: str) -> int:
    """`2009-11` → 200911; ValueError for anything else."""
    day = date.fromisoformat(f"{text}-01")
    if len(text) != len("2009-11"):
        raise ValueError(text)
    return month_of(day)


def month_text(ym: int) -> str:
    """200911 → `2009-11`."""
    return f"{ym // 100:04d}-{ym % 100:02d}"
