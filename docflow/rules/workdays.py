"""Deadlines in working days: one formula everywhere. Which days are working: mailsvc.workdays."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

from mailsvc.workdays.calendar import is_working_day

_DAY = timedelta(days=1)


class Reminders(TypedDict):
    """When who is reminded, in working days; `not_before` on local clocks."""

    not_before: str
    days_before: list[int]
    unit_head_days_late: int
    leader_days_late: int


_DATA = json.loads((Path(__file__).parent / "data" / "deadlines.json").read_text("utf-8"))
DEFAULT_DAYS: dict[str, int] = {row["urgency"]: row["days"] for row in _DATA["answer"]}
CLOSES_AT = time.fromisoformat(_DATA["office_closes_at"])
DUE_SOON_DAYS: int = _DATA["due_soon_days"]
REMINDERS: Reminders = _DATA["reminders"]


class DueStatus(StrEnum):
    """How a deadline stands."""

    NONE = "none"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


def add_working_days(
    start: date, days: int, *, is_working: Callable[[date], bool] = is_working_day
) -> date:
    """The day `days` working days after `start`; 0 gives `start`, whatever day it is.

    `is_working`: another calendar than the one in force, to see what it would change.
    """
    day = start
    while days > 0:
        day += _DAY
        days -= is_working(day)
    return day


def working_days_between(today: date, due_on: date) -> int:
    """Working days after `today` up to and with `due_on`; negative when it is past."""
    first, last = sorted((today, due_on))
    count = sum(is_working_day(first + _DAY * step) for step in range(1, (last - first).days + 1))
    return count if due_on >= today else -count


def counting_day(at: datetime) -> date:
    """The day an office counts from (`at` on local clocks): after closing time the next one."""
    day = at.date()
    if is_working_day(day) and at.time() < CLOSES_AT:
        return day
    return add_working_days(day, 1)


def due_after(at: datetime, days: int) -> date:
    """The day that lies `days` working days after an instant on local clocks.

    No days at all means the same day, whatever the hour: what is hỏa tốc waits for no office.
    """
    return add_working_days(counting_day(at), days) if days else at.date()


def default_days(urgency: str) -> int:
    """The working days proposed to the leader."""
    return DEFAULT_DAYS[urgency]


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
