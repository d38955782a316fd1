"""Working days: Monday to Friday but for what a year's calendar names.

A year without a file knows weekends only: `has_calendar` tells. Years that an administrator has
changed stand before the files once `install` was told of them (`selectors.refresh`).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypedDict

_DATA = Path(__file__).parent / "data"
_SATURDAY = 5
WORKING = "working"


class Day(TypedDict):
    """One named day: `kind` is holiday, compensatory, swap (all off) or working."""

    on: str
    kind: str
    name: str
    mark: str


@dataclass(frozen=True)
class _Year:
    off: frozenset[date]
    working: frozenset[date]


_installed: dict[int, _Year] = {}


def has_calendar(year: int) -> bool:
    """True when the year's holidays are known."""
    return _find(year) is not None


def is_working_day(day: date) -> bool:
    """True on a day offices work."""
    return _is_working(day, _find(day.year))


def judge_by(year: int, days: Iterable[Day]) -> Callable[[date], bool]:
    """`is_working_day` as if these were the year's named days; nothing is installed."""
    proposed = _year_of(days)
    return lambda day: _is_working(day, proposed if day.year == year else _find(day.year))


def _is_working(day: date, known: _Year | None) -> bool:
    if known is not None and day in known.working:
        return True
    if known is not None and day in known.off:
        return False
    return day.weekday() < _SATURDAY


def read_file(year: int) -> tuple[list[Day], str] | None:
    """The days of the year's file and its source; None where there is no file."""
    path = _DATA / f"calendar_{year}.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return content["days"], content["source"]


def propose(year: int) -> tuple[list[Day], str]:
    """What is known of any year, to begin with: the statute's days of the solar calendar."""
    content = json.loads((_DATA / "statute.json").read_text(encoding="utf-8"))
    days = [
        Day(on=f"{year}-{row['on']}", kind="holiday", name=row["name"], mark=content["mark"])
        for row in content["days"]
    ]
    return days, content["source"]


def install(years: Mapping[int, Iterable[Day]]) -> None:
    """From now on these years stand before the files, in this process."""
    _installed.clear()
    _installed.update({year: _year_of(days) for year, days in years.items()})


def _find(year: int) -> _Year | None:
    return _installed.get(year) or _from_file(year)


@cache
def _from_file(year: int) -> _Year | None:
    found = read_file(year)
    return None if found is None else _year_of(found[0])


def _year_of(days: Iterable[Day]) -> _Year:
    rows = list(days)
    working = {date.fromisoformat(row["on"]) for row in rows if row["kind"] == WORKING}
    off = {date.fromisoformat(row["on"]) for row in rows if row["kind"] != WORKING}
    return _Year(frozenset(off), frozenset(working))
