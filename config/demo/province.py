"""The sample province as data: agencies with headcounts of 2009, and their units. Pure."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
_DISTRICT_NAMES = {"TP": "UBND thành phố", "TX": "UBND thị xã", "huyện": "UBND huyện"}


@dataclass(frozen=True)
class UnitRow:
    """A division."""

    code: str
    name: str


@dataclass(frozen=True)
class AgencyRow:
    """An agency with its payroll and the regular users of November 2009."""

    code: str
    name: str
    tier: str
    staff: int
    regular: int
    runs_management: bool
    place: str
    units: tuple[UnitRow, ...]

    @property
    def label(self) -> str:
        return self.code.casefold()


@cache
def list_agencies() -> tuple[AgencyRow, ...]:
    """The 29 agencies, in the file's order."""
    units = json.loads((DATA / "units.json").read_text(encoding="utf-8"))
    with (DATA / "dien_bien_2009.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_agency(row, units) for row in csv.DictReader(file))


def _agency(row: dict[str, str], units: dict[str, list[list[str]]]) -> AgencyRow:
    code, tier = row["code"], row["tier"]
    name, place = _name_and_place(row["name"], tier)
    return AgencyRow(
        code=code,
        name=name,
        tier=tier,
        staff=int(row["staff"]),
        regular=int(row["regular_mail_users"]),
        runs_management=row["runs_management_system"] == "1",
        place=place,
        units=tuple(UnitRow(*pair) for pair in units.get(code, units[tier])),
    )


def _name_and_place(name: str, tier: str) -> tuple[str, str]:
    """`TX Mường Lay` → (`UBND thị xã Mường Lay`, `Mường Lay`)."""
    if tier != "district":
        return name, "Điện Biên"
    kind, _, place = name.partition(" ")
    return f"{_DISTRICT_NAMES[kind]} {place}", place
