"""Working days over Tết, swapped Saturdays and years; the one due formula."""

from datetime import date, datetime

import pytest

from docflow.rules.workdays import (
    DueStatus,
    add_working_days,
    default_days,
    due_after,
    due_status,
    working_days_between,
)
from mailsvc.workdays.calendar import has_calendar, is_working_day


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # Tết Kỷ Sửu: 26/1/2009 is the first; off from Sunday 25 to Thursday 29.
        (date(2009, 1, 22), 1, date(2009, 1, 23)),
        (date(2009, 1, 23), 1, date(2009, 1, 30)),
        (date(2009, 1, 21), 5, date(2009, 2, 3)),
        # Giỗ Tổ fell on Sunday 5/4/2009: Monday is off too.
        (date(2009, 4, 3), 1, date(2009, 4, 7)),
        (date(2009, 4, 29), 1, date(2009, 5, 4)),
        (date(2009, 11, 16), 10, date(2009, 11, 30)),
        (date(2009, 12, 30), 2, date(2010, 1, 4)),
        # Tết Canh Dần: 14/2/2010 is the first; two days are given back, Friday 19/2 is swapped.
        (date(2010, 2, 11), 5, date(2010, 2, 25)),
        (date(2010, 2, 26), 1, date(2010, 2, 27)),
        # Friday 2/1/2026 is off for Saturday 10/1.
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        # Tết Bính Ngọ: 17/2/2026 is the first; off from 14 to 22/2.
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 4, 24), 2, date(2026, 4, 29)),
        # Monday 31/8 is off for Saturday 22/8.
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_days_are_added_over_holidays(start: date, days: int, due: date) -> None:
    assert add_working_days(start, days) == due
    assert working_days_between(start, due) == days


def test_days_are_counted_backwards_too() -> None:
    assert working_days_between(date(2009, 11, 20), date(2009, 11, 16)) == -4


def test_year_without_a_file_knows_weekends() -> None:
    assert not has_calendar(2031)
    assert is_working_day(date(2031, 1, 1))
    assert not is_working_day(date(2031, 1, 4))


@pytest.mark.parametrize("year", [2009, 2010, 2025, 2026, 2027])
def test_calendar_is_there(year: int) -> None:
    assert has_calendar(year)
    assert not is_working_day(date(year, 1, 1))
    assert not is_working_day(date(year, 9, 2))


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("thuong", date(2009, 11, 30)),
        ("khan", date(2009, 11, 19)),
        ("thuong_khan", date(2009, 11, 17)),
        ("hoa_toc", date(2009, 11, 16)),
    ],
)
def test_default_deadline_by_urgency(urgency: str, due: date) -> None:
    at = datetime(2009, 11, 16, 9, 0)  # noqa: DTZ001  the office's own clock
    assert due_after(at, default_days(urgency)) == due


@pytest.mark.parametrize(
    ("today", "done", "status"),
    [
        (date(2009, 11, 16), None, DueStatus.OPEN),
        (date(2009, 11, 25), None, DueStatus.OPEN),
        (date(2009, 11, 26), None, DueStatus.DUE_SOON),
        (date(2009, 11, 30), None, DueStatus.DUE_SOON),
        (date(2009, 12, 1), None, DueStatus.OVERDUE),
        (date(2009, 12, 9), date(2009, 11, 30), DueStatus.DONE_ON_TIME),
        (date(2009, 12, 9), date(2009, 12, 1), DueStatus.DONE_LATE),
    ],
)
def test_due_status(today: date, done: date | None, status: DueStatus) -> None:
    assert due_status(date(2009, 11, 30), today, done) == status


def test_no_deadline_has_no_status() -> None:
    assert due_status(None, date(2009, 11, 30)) == DueStatus.NONE
