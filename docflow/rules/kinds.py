"""Document types, from data: 29 administrative ones (ND30 art. 7, Annex III.I), and legal ones.

Legal documents (văn bản quy phạm pháp luật) only come in: they are drafted by rules of their own.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mailsvc.base.errors import Invalid

_DATA = Path(__file__).parent / "data" / "document_types.json"
_LEGAL_DATA = Path(__file__).parent / "data" / "legal_types.json"
OFFICIAL_LETTER = "cong_van"


@dataclass(frozen=True)
class DocType:
    """Tên loại văn bản."""

    code: str
    name: str
    abbr: str
    rank: int
    is_legal: bool = False

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


def _read(data: Path, *, is_legal: bool) -> tuple[DocType, ...]:
    rows = json.loads(data.read_text(encoding="utf-8"))["types"]
    return tuple(DocType(r["code"], r["name"], r["abbr"], r["rank"], is_legal) for r in rows)


@cache
def _by_code() -> dict[str, DocType]:
    return {kind.code: kind for kind in (*list_types(), *list_legal_types())}


def find_type(code: str) -> DocType:
    """The type with this code; Invalid for an unknown one."""
    found = _by_code().get(code)
    if found is None:
        words = "Hãy chọn loại văn bản trong danh mục."
        raise Invalid("doc_type", words, {"doc_type": words})
    return found


def find_drafted_type(code: str) -> DocType:
    """A type the agency may draft; Invalid for a legal one too."""
    found = find_type(code)
    if found.is_legal:
        words = "Văn bản quy phạm pháp luật không soạn ở đây, chỉ vào sổ văn bản đến."
        raise Invalid("doc_type", words, {"doc_type": words})
    return found


def incoming_choices() -> list[tuple[str, str]]:
    """The same for what comes in: legal documents follow."""
    return choices() + [(kind.code, kind.name) for kind in list_legal_types()]


def choices() -> list[tuple[str, str]]:
    """(code, name) for a form, Công văn first: it is by far the commonest."""
    ordered = sorted(list_types(), key=lambda kind: (not kind.is_letter, kind.rank))
    return [(kind.code, kind.name) for kind in ordered]
