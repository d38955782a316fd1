"""Working days: Monday to Friday but for what a year's calendar names.

A year without a file knows weekends only: `has_calendar` tells.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_SATURDAY = 5


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
