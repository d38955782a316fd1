"""Reading the calendar of a year, and telling this process of what was changed elsewhere."""

import time
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from mailsvc.workdays.calendar import Day, install, propose, read_file
from mailsvc.workdays.models import CalendarYear

_asked_at = float("-inf")


@dataclass(frozen=True)
class YearView:
    """A year's named days, by date; who confirmed them, "" for nobody yet."""

    year: int
    days: list[Day]
    source: str
    confirmed_by: str
    is_changed: bool
    is_known: bool = True


def get_year(year: int) -> YearView:
    """The year as it counts now; a year nobody knows has no named days."""
    row = CalendarYear.objects.filter(pk=year).first()
    if row is not None:
        return YearView(year, _sorted(row.days), row.source, row.confirmed_by, is_changed=True)
    days, source = read_file(year) or ([], "")
    return YearView(year, _sorted(days), source, "", is_changed=False, is_known=bool(days))


def get_proposal(year: int) -> YearView:
    """As `get_year`; a year nobody knows begins with the days that the statute names."""
    seen = get_year(year)
    if seen.is_known or seen.is_changed:
        return seen
    days, source = propose(year)
    return YearView(year, days, source, "", is_changed=False, is_known=False)


def list_unconfirmed(today: date) -> list[int]:
    """This year and from October the next, as far as nobody has confirmed them."""
    years = [today.year, *([today.year + 1] if today.month >= 10 else [])]
    confirmed = CalendarYear.objects.filter(pk__in=years).exclude(confirmed_by="")
    return sorted(set(years) - set(confirmed.values_list("pk", flat=True)))


def refresh(*, is_forced: bool = False) -> None:
    """Let this process count by the changed years; asks the database twice a minute at most."""
    global _asked_at
    now = time.monotonic()
    if not is_forced and now - _asked_at < settings.CALENDAR_REFRESH_S:
        return
    _asked_at = now
    install(dict(CalendarYear.objects.values_list("year", "days")))


def _sorted(days: list[Day]) -> list[Day]:
    return sorted(days, key=lambda day: day["on"])
