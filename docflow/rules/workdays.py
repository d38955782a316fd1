"""Working days: Monday to Friday but for what a year's calendar names; one formula everywhere.

The calendar is data, imported each year and never computed (Tết follows UTC+7 and decisions of the
Government move single days). A year without a file knows weekends only: `has_calendar` tells.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from docflow.rules.levels import Urgency

_DATA = Path(__file__).parent / "data"
_DAY = timedelta(days=1)
_SATURDAY = 5
DUE_SOON_DAYS = 2

# Proposed defaults, not law: working days until an answer is due.
DEFAULT_DAYS: dict[str, int] = {
    Urgency.NORMAL: 10,
    Urgency.URGENT: 3,
    Urgency.VERY_URGENT: 1,
    Urgency.FLASH: 0,
}


class DueStatus(StrEnum):
    """How a deadline stands."""

    NONE = "none"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


@dataclass(frozen=True)
class _Year:
    off: frozenset[date]
    working: frozenset[date]


@cache
def _year(year: int) -> _Year | None:
    path = _DATA / f"calendar_{year}.json"
    if not path.exists():
        return None
    rows = json.loads(path.read_text(encoding="utf-8"))["days"]
    working = {date.fromisoformat(row["on"]) for row in rows if row["kind"] == "working"}
    off = {date.fromisoformat(row["on"]) for row in rows if row["kind"] != "working"}
    return _Year(frozenset(off), frozenset(working))


def has_calendar(year: int) -> bool:
    """True when the year's holidays are known."""
    return _year(year) is not None


def is_working_day(day: date) -> bool:
    """True on a day offices work."""
    known = _year(day.year)
    if known is not None and day in known.working:
        return True
    if known is not None and day in known.off:
        return False
    return day.weekday() < _SATURDAY


def add_working_days(start: date, days: int) -> date:
    """The day `days` working days after `start`; 0 gives `start`, whatever day it is."""
    day = start
    while days > 0:
        day += _DAY
        days -= is_working_day(day)
    return day


def working_days_between(today: date, due_on: date) -> int:
    """Working days after `today` up to and with `due_on`; negative when it is past."""
    first, last = sorted((today, due_on))
    count = sum(is_working_day(first + _DAY * step) for step in range(1, (last - first).days + 1))
    return count if due_on >= today else -count


def default_due_on(urgency: str, today: date) -> date:
    """The deadline proposed to the leader."""
    return add_working_days(today, DEFAULT_DAYS[urgency])


def due_status(due_on: date | None, today: date, done_on: date | None = None) -> DueStatus:
    """The one formula: late from the first minute after the due day."""
    if due_on is None:
        return DueStatus.NONE
    if done_on is not None:
        return DueStatus.DONE_LATE if done_on > due_on else DueStatus.DONE_ON_TIME
    if today > due_on:
        return DueStatus.OVERDUE
    if working_days_between(today, due_on) <= DUE_SOON_DAYS:
        return DueStatus.DUE_SOON
    return DueStatus.OPEN
