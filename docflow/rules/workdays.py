"""Deadlines in working days: one formula everywhere. Which days are working: mailsvc.workdays."""

from datetime import date, timedelta
from enum import StrEnum

from docflow.rules.levels import Urgency
from mailsvc.workdays.calendar import is_working_day

_DAY = timedelta(days=1)
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
