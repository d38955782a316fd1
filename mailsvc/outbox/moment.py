"""When a mail that is written ahead goes: choices by name, or a day and an hour as typed. Pure."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import Invalid
from mailsvc.workdays.hours import OPENS

DAYS_MAX = 90
# 1/2/2009 · 01-02-2009 · 01.02.2009, then 7:30 · 07h30 · 7h; the hour may be left out.
_TYPED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,]+(\d{1,2})(?:[:hg](\d{2})?)?)?")


class Later(StrEnum):
    """What one may choose from."""

    NOW = ""
    HOUR = "hour"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    AT = "at"


def choose(later: Later, typed: str, *, now: datetime) -> datetime | None:
    """The moment, None for at once; Invalid for what is no moment, past or too far."""
    local = now.astimezone(VIETNAM)
    if later is Later.NOW:
        return None
    if later is Later.HOUR:
        return now + timedelta(hours=1)
    if later is Later.TOMORROW:
        return _opening(local.date() + timedelta(days=1))
    if later is Later.MONDAY:
        return _opening(local.date() + timedelta(days=7 - local.weekday()))
    return _checked(_read(typed), now)


def _opening(day: date) -> datetime:
    return datetime.combine(day, OPENS, VIETNAM)


def _read(typed: str) -> datetime:
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise _unreadable()
    day, month, year, hour, minute = (int(part) if part else 0 for part in found.groups())
    if found[4] is None:
        hour, minute = OPENS.hour, OPENS.minute
    try:
        return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)
    except ValueError as error:
        raise _unreadable() from error


def _checked(moment: datetime, now: datetime) -> datetime:
    if moment <= now:
        raise Invalid("later", "Giờ hẹn gửi đã qua: đồng chí chọn giờ sau.")
    if moment - now > timedelta(days=DAYS_MAX):
        raise Invalid("later", f"Chỉ hẹn gửi được trong {DAYS_MAX} ngày tới.")
    return moment


def _unreadable() -> Invalid:
    return Invalid("later", "Đồng chí ghi ngày giờ như 25/12/2009 07:30.")
