"""Numbers and notations as the decree writes them (ND30 Annex I part II.3)."""

import re
from datetime import date

from docflow.rules.kinds import DocType
from docflow.rules.states import Direction

_SYMBOL = re.compile(r"^\s*(?P<number>\d{1,7}[a-zđ]?)\s*/\s*(?P<notation>\S.*?)\s*$", re.IGNORECASE)
_SPACES = re.compile(r"\s*([/\-–])\s*")


def format_number(number: int) -> str:
    """Arabic, two digits below ten: `05`, `124`."""
    return f"{number:02}"


def make_notation(doc_type: DocType, *, org: str, unit: str) -> str:
    """`QĐ-UBND` for a named type; `STTTT-CNTT` for công văn, by its unit or field (`UBND-VX`); the
    org alone without either."""
    if doc_type.abbr:
        return f"{doc_type.abbr}-{org}"
    return f"{org}-{unit}" if unit else org


def series_key(direction: str, doc_type: DocType) -> str:
    """Arrivals run in one series (ND30 art. 22(2)); outgoing numbers run per type (art. 15(1))."""
    return "" if direction == Direction.IN else doc_type.code


def join_symbol(number: str, notation: str) -> str:
    """`15` and `QĐ-UBND` → `15/QĐ-UBND`; what is missing is left out."""
    return f"{number}/{notation}" if number and notation else number or notation


def make_uid(agency_code: str, issued_on: date, symbol: str) -> str:
    """Mã định danh văn bản (ND30 Annex VI): `{OrganId},{yyyy/MM/dd},{number}/{notation}`."""
    return f"{agency_code},{issued_on:%Y/%m/%d},{symbol}"[:200]


def split_symbol(symbol: str) -> tuple[str, str]:
    """`15 / QĐ - UBND` → (`15`, `QĐ-UBND`); without a number all of it is the notation."""
    tidy = _SPACES.sub(r"\1", symbol.strip()).replace("–", "-")
    match = _SYMBOL.match(tidy)
    if match is None:
        return ("", tidy)
    return (match["number"], match["notation"])
