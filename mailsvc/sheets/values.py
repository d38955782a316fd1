"""A table as data, and what a cell may hold."""

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | date | None

# What makes a spreadsheet program take text for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Sheet:
    """A table: its name, one line of heads, rows of the same length, lines of notes under it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def guarded(text: str) -> str:
    """Text that no spreadsheet program runs: an apostrophe before what could be a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it; decimals with a comma, days as dd/mm/yyyy."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return str(cell)
