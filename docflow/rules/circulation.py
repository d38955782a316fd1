"""Phạm vi lưu hành: where a document may go, stamped in capitals (ND30 Annex I), and fields."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docflow.rules.own import ListKind, find_own
from mailsvc.base.errors import Invalid

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Circulation:
    """A mark; `name` as it is stamped."""

    code: str
    name: str


@dataclass(frozen=True)
class Field:
    """Lĩnh vực: `abbr` stands in the notation of a letter in the unit's place."""

    code: str
    name: str
    abbr: str


@cache
def list_circulations() -> tuple[Circulation, ...]:
    """The decree's marks."""
    return tuple(Circulation(row["code"], row["name"]) for row in _rows("circulation"))


@cache
def list_usual_fields() -> tuple[tuple[str, str], ...]:
    """(name, abbreviation) often met; proposals, for each agency has its own."""
    return tuple((row["name"], row["abbr"]) for row in _rows("fields"))


def find_circulation(code: str) -> Circulation | None:
    """The mark, None for none at all; Invalid for an unknown one."""
    if not code:
        return None
    found = {one.code: one for one in list_circulations()}.get(code)
    own = find_own(code, ListKind.CIRCULATION)
    if found is None and own is not None:
        found = Circulation(own.code, own.name.upper())
    if found is None:
        raise _unknown("circulation", "Hãy chọn phạm vi lưu hành trong danh mục.")
    return found


def find_field(code: str) -> Field | None:
    """The field, None for none at all; Invalid for an unknown one."""
    if not code:
        return None
    own = find_own(code, ListKind.FIELD)
    if own is None:
        raise _unknown("field", "Hãy chọn lĩnh vực trong danh mục.")
    return Field(own.code, own.name, own.abbr)


def _rows(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((_DATA / f"{name}.json").read_text("utf-8"))["items"]
    return rows


def _unknown(field: str, words: str) -> Invalid:
    return Invalid(field, words, {field: words})
