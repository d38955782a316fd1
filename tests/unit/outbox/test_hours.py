"""Office hours and the next working morning, over Tết and a swapped Saturday too."""

from datetime import date, datetime

import pytest

from docflow.rules.workdays import CLOSES_AT
from mailsvc.base.clock import VIETNAM
from mailsvc.workdays.hours import CLOSES, is_office_time, next_morning

HOLIDAYS = {date(2009, 1, day) for day in range(26, 31)}
SWAPPED = date(2009, 2, 7)  # a Saturday worked for a day off


def is_working(day: date) -> bool:
    return day == SWAPPED or day not in HOLIDAYS and day.weekday() < 5


def at(*parts: int) -> datetime:
    return datetime(2009, *parts, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "is_open", "morning"),
    [
        (at(1, 22, 9, 0), True, at(1, 23, 7, 30)),
        (at(1, 22, 7, 29), False, at(1, 22, 7, 30)),
        (at(1, 22, 17, 0), False, at(1, 23, 7, 30)),
        (at(1, 23, 16, 59), True, at(2, 2, 7, 30)),  # Friday before Tết
        (at(1, 28, 9, 0), False, at(2, 2, 7, 30)),
        (at(2, 6, 20, 0), False, at(2, 7, 7, 30)),
        (at(2, 7, 9, 0), True, at(2, 9, 7, 30)),
    ],
)
def test_the_morning_work_begins_again(now: datetime, is_open: bool, morning: datetime) -> None:
    assert is_office_time(now, is_working=is_working) is is_open
    assert next_morning(now, is_working=is_working) == morning


def test_a_calendar_without_a_working_day_ends() -> None:
    assert next_morning(at(1, 22, 9, 0), is_working=lambda day: False).year == 2009


def test_documents_close_at_the_same_hour() -> None:
    assert CLOSES == CLOSES_AT
