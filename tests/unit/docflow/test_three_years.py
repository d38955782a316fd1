"""Deadlines over three years by calendars made by hand: Tết, swapped Saturdays, days in lieu."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from docflow.rules.workdays import add_working_days, due_after, working_days_between
from mailsvc.workdays.calendar import Day, install

# Off and worked days only; everything else is Monday to Friday.
OFF = {
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02",
}
WORKED = {2024: "05-04", 2025: "04-26", 2026: "01-10 08-22"}

# start, working days, due: counted on paper.
TABLE = [
    ("2024-02-07", 1, "2024-02-15"),
    ("2024-02-05", 5, "2024-02-19"),
    ("2024-02-01", 10, "2024-02-22"),
    ("2024-04-17", 1, "2024-04-19"),
    ("2024-04-26", 1, "2024-05-02"),
    ("2024-04-26", 2, "2024-05-03"),
    ("2024-04-26", 3, "2024-05-04"),
    ("2024-04-26", 4, "2024-05-06"),
    ("2024-08-30", 1, "2024-09-04"),
    ("2024-12-31", 1, "2025-01-02"),
    ("2025-01-24", 1, "2025-02-03"),
    ("2025-01-23", 5, "2025-02-06"),
    ("2025-01-20", 10, "2025-02-10"),
    ("2025-04-04", 1, "2025-04-08"),
    ("2025-04-25", 1, "2025-04-26"),
    ("2025-04-25", 3, "2025-04-29"),
    ("2025-04-25", 4, "2025-05-05"),
    ("2025-08-29", 1, "2025-09-03"),
    ("2025-12-31", 1, "2026-01-05"),
    ("2026-01-09", 1, "2026-01-10"),
    ("2026-01-09", 2, "2026-01-12"),
    ("2026-02-13", 1, "2026-02-23"),
    ("2026-02-12", 5, "2026-02-26"),
    ("2026-02-09", 10, "2026-03-02"),
    ("2026-04-24", 1, "2026-04-28"),
    ("2026-04-29", 1, "2026-05-04"),
    ("2026-08-21", 1, "2026-08-22"),
    ("2026-08-28", 1, "2026-09-03"),
]


@pytest.fixture(autouse=True)
def hand_made() -> Iterator[None]:
    install({year: _days(year) for year in OFF})
    yield
    install({})


def _days(year: int) -> list[Day]:
    off = [
        Day(on=f"{year}-{day}", kind="holiday", name="nghỉ", mark="") for day in OFF[year].split()
    ]
    return off + [
        Day(on=f"{year}-{day}", kind="working", name="làm bù", mark="")
        for day in WORKED[year].split()
    ]


@pytest.mark.parametrize(("start", "days", "due"), TABLE)
def test_deadline_is_the_one_counted_on_paper(start: str, days: int, due: str) -> None:
    begin, end = date.fromisoformat(start), date.fromisoformat(due)
    assert add_working_days(begin, days) == end
    assert working_days_between(begin, end) == days


@pytest.mark.parametrize(
    ("at", "days", "due"),
    [
        ("2025-04-24T16:59", 1, "2025-04-25"),
        ("2025-04-24T17:00", 1, "2025-04-26"),  # after closing: counted from Friday
        ("2025-04-25T18:00", 1, "2025-04-28"),  # counted from the worked Saturday
        ("2025-01-26T09:00", 1, "2025-02-04"),  # a Sunday before Tết
        ("2025-01-30T09:00", 0, "2025-01-30"),  # hỏa tốc: the same day, holiday or not
        ("2026-08-22T10:00", 1, "2026-08-24"),  # a worked Saturday is a day like any other
    ],
)
def test_after_hours_the_next_working_day_counts(at: str, days: int, due: str) -> None:
    assert due_after(datetime.fromisoformat(at), days) == date.fromisoformat(due)
