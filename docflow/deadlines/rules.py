"""Which reminders a deadline calls for on a day: pure."""

from datetime import date, datetime, time
from enum import StrEnum

from docflow.rules.workdays import REMINDERS, working_days_between
from mailsvc.workdays.calendar import is_working_day

NOT_BEFORE = time.fromisoformat(REMINDERS["not_before"])
DAYS_BEFORE = max(REMINDERS["days_before"])


class Reminding(StrEnum):
    """What somebody is reminded of; the value is kept."""

    IN_TWO_DAYS = "due-2"
    TOMORROW = "due-1"
    TODAY = "due-0"
    LATE = "late"
    LATE_UNIT = "late-unit"
    LATE_LEADER = "late-leader"


_BEFORE = {2: Reminding.IN_TWO_DAYS, 1: Reminding.TOMORROW, 0: Reminding.TODAY}


def is_quiet(at: datetime) -> bool:
    """True when nobody is reminded: days off and the hours before work (`at` on local clocks)."""
    return not is_working_day(at.date()) or at.time() < NOT_BEFORE


def list_due(due_on: date, today: date) -> tuple[Reminding, ...]:
    """What a deadline calls for today. A day missed before it is passed over; what is late is
    said even if the very day was missed, because it stays true."""
    days = working_days_between(today, due_on)
    if due_on >= today:
        found = _BEFORE.get(days)
        return (found,) if found and days in REMINDERS["days_before"] else ()
    late = [Reminding.LATE]
    if -days >= REMINDERS["unit_head_days_late"]:
        late.append(Reminding.LATE_UNIT)
    if -days >= REMINDERS["leader_days_late"]:
        late.append(Reminding.LATE_LEADER)
    return tuple(late)
