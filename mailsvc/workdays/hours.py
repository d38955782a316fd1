"""Office hours, and the morning work begins again. Pure but for the calendar it is given."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from mailsvc.base.clock import VIETNAM
from mailsvc.workdays.calendar import is_working_day

OPENS, CLOSES = time(7, 30), time(17, 0)
_DAY = timedelta(days=1)
_LONGEST = 30  # no holiday is longer; a calendar that says so is wrong

IsWorking = Callable[[date], bool]


def is_office_time(now: datetime, *, is_working: IsWorking = is_working_day) -> bool:
    """True when somebody may be expected to sit at his desk."""
    local = now.astimezone(VIETNAM)
    return is_working(local.date()) and OPENS <= local.time() < CLOSES


def next_morning(now: datetime, *, is_working: IsWorking = is_working_day) -> datetime:
    """The opening hour of the next working day: today's, when it has not come yet."""
    local = now.astimezone(VIETNAM)
    day = local.date() if local.time() < OPENS else local.date() + _DAY
    for _ in range(_LONGEST):
        if is_working(day):
            break
        day += _DAY
    return datetime.combine(day, OPENS, VIETNAM)
