"""Document types: the 29 administrative ones (ND30 art. 7, Annex III.I), legal ones and those of
before 2020, all from data; and what an agency has added (docflow.rules.own).

Legal documents (văn bản quy phạm pháp luật) only come in: they are drafted by rules of their own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from docflow.rules.own import ListKind, find_own
from mailsvc.base.errors import Invalid
from mailsvc.base.text import fold

_DATA = Path(__file__).parent / "data" / "document_types.json"
_LEGAL_DATA = Path(__file__).parent / "data" / "legal_types.json"
_FORMER_DATA = Path(__file__).parent / "data" / "former_types.json"
OFFICIAL_LETTER = "cong_van"
_OWN_RANK = 1000


@dataclass(frozen=True)
class DocType:
    """Tên loại văn bản."""

    code: str
    name: str
    abbr: str
    rank: int
    is_legal: bool = False
    valid_to: date | None = None

    @property
    def is_letter(self) -> bool:
        """Công văn has no type name on paper: a subject line "V/v …" stands under its number."""
        return self.code == OFFICIAL_LETTER


@cache
def list_types() -> tuple[DocType, ...]:
    """The administrative types in the decree's order."""
    return _read(_DATA, is_legal=False)


@cache
def list_legal_types() -> tuple[DocType, ...]:
    """Kinds of legal documents, the highest first."""
    return _read(_LEGAL_DATA, is_legal=True)


@cache
def list_former_types() -> tuple[DocType, ...]:
    """Types that old documents bear and new ones may not."""
    return _read(_FORMER_DATA, is_legal=False)


def all_types() -> tuple[DocType, ...]:
    """Everything the data files name."""
    return (*list_types(), *list_legal_types(), *list_former_types())


def _read(data: Path, *, is_legal: bool) -> tuple[DocType, ...]:
    rows = json.loads(data.read_text(encoding="utf-8"))["types"]
    return tuple(
        DocType(r["code"], r["name"], r["abbr"], r["rank"], is_legal, _day(r.get("valid_to")))
        for r in rows
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _by_code() -> dict[str, DocType]:
    return {kind.code: kind for kind in all_types()}


def find_type(code: str) -> DocType:
    """The type with this code; Invalid for an unknown one."""
    found = _by_code().get(code) or _find_own(code)
    if found is None:
        words = "Hãy chọn loại văn bản trong danh mục."
        raise Invalid("doc_type", words, {"doc_type": words})
    return found


def find_nearest(name: str, abbr: str, own: Sequence[DocType] = ()) -> DocType | None:
    """The known type another agency's type is called like: by name, by abbreviation, else the one
    whose name its name begins with (`Thông báo kết luận` → Thông báo). None for nothing alike.
    """
    known = (*own, *all_types())
    key = fold(name)
    same = next((kind for kind in known if fold(kind.name) == key), None)
    if same is None and abbr:
        same = next((kind for kind in known if kind.abbr == abbr), None)
    if same is not None:
        return same
    alike = [kind for kind in known if f"{key} ".startswith(f"{fold(kind.name)} ")]
    return max(alike, key=lambda kind: len(kind.name), default=None)


def name_of_series(key: str) -> str:
    """What the numbers of a series are of: a type, or all that comes in (`numbers.series_key`)."""
    return find_type(key).name if key else "Văn bản đến"


def _find_own(code: str) -> DocType | None:
    """An agency's own type, after all others."""
    own = find_own(code, ListKind.TYPE)
    return None if own is None else DocType(own.code, own.name, own.abbr, rank=_OWN_RANK)


def find_drafted_type(code: str) -> DocType:
    """A type the agency may draft; Invalid for a legal one and one of before 2020 too."""
    found = find_type(code)
    if found.valid_to is not None:
        words = f"Loại “{found.name}” chỉ dùng cho văn bản đến hết ngày {found.valid_to:%d/%m/%Y}."
        raise Invalid("doc_type", words, {"doc_type": words})
    if found.is_legal:
        words = "Văn bản quy phạm pháp luật không soạn ở đây, chỉ vào sổ văn bản đến."
        raise Invalid("doc_type", words, {"doc_type": words})
    return found


def incoming_choices() -> list[tuple[str, str]]:
    """The same for what comes in: legal documents follow, then types of before 2020."""
    former = [
        (kind.code, f"{kind.name} (đến {kind.valid_to:%d/%m/%Y})") for kind in list_former_types()
    ]
    return choices() + [(kind.code, kind.name) for kind in list_legal_types()] + former


def choices() -> list[tuple[str, str]]:
    """(code, name) for a form, Công văn first: it is by far the commonest."""
    ordered = sorted(list_types(), key=lambda kind: (not kind.is_letter, kind.rank))
    return [(kind.code, kind.name) for kind in ordered]
