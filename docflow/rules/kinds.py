"""The 29 administrative document types (ND30 art. 7; abbreviations Annex III.I), read from data."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mailsvc.base.errors import Invalid

_DATA = Path(__file__).parent / "data" / "document_types.json"
OFFICIAL_LETTER = "cong_van"


@dataclass(frozen=True)
class DocType:
    """Tên loại văn bản."""

    code: str
    name: str
    abbr: str
    rank: int

    @property
    def is_letter(self) -> bool:
        """Công văn has no type name on paper: a subject line "V/v …" stands under its number."""
        return self.code == OFFICIAL_LETTER


@cache
def list_types() -> tuple[DocType, ...]:
    """All types in the decree's order."""
    rows = json.loads(_DATA.read_text(encoding="utf-8"))["types"]
    return tuple(DocType(row["code"], row["name"], row["abbr"], row["rank"]) for row in rows)


@cache
def _by_code() -> dict[str, DocType]:
    return {kind.code: kind for kind in list_types()}


def find_type(code: str) -> DocType:
    """The type with this code; Invalid for an unknown one."""
    found = _by_code().get(code)
    if found is None:
        words = "Hãy chọn loại văn bản trong danh mục."
        raise Invalid("doc_type", words, {"doc_type": words})
    return found


def choices() -> list[tuple[str, str]]:
    """(code, name) for a form, Công văn first: it is by far the commonest."""
    ordered = sorted(list_types(), key=lambda kind: (not kind.is_letter, kind.rank))
    return [(kind.code, kind.name) for kind in ordered]
