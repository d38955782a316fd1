"""XLSX by openpyxl: text stays text, files from people are measured before they are unpacked."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line
from mailsvc.sheets.values import Cell, Sheet, cell_text

_UNPACKED_MAX = 40 * 1024 * 1024
_WIDTH_MAX = 48
_NAME_MAX = 31  # what Excel allows
_NOT_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with a page per sheet: bold heads that stay in view, columns as wide as needed."""
    # Imported late: most processes never write a workbook.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title.translate(_NOT_IN_NAME)[:_NAME_MAX]), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_xlsx(content: bytes, *, rows_max: int, columns_max: int) -> list[list[str]]:
    """The first page's rows as cleaned text, formulas by their last value; Invalid when broken."""
    _check_size(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        rows = page.iter_rows(max_row=rows_max + 1, max_col=columns_max + 1, values_only=True)
        return [_trimmed([_read(cell) for cell in row]) for row in rows]
    except Exception as error:  # the library names no errors of its own
        raise _broken() from error


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _broken() from None
    if unpacked > _UNPACKED_MAX:
        raise Invalid("sheet", "Tệp Excel quá lớn.")


def _fill(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    lines: list[tuple[Cell, ...]] = [sheet.heads, *sheet.rows, *((note,) for note in sheet.notes)]
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _put(page.cell(row=number, column=column), value)
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    _lay_out(page, sheet.title)
    for column, head in enumerate(sheet.heads, 1):
        cells = [head, *(row[column - 1] for row in sheet.rows)]
        width = max(len(cell_text(cell)) for cell in cells) + 2
        if width > _WIDTH_MAX:
            _wrap(page, column, len(sheet.rows))
        page.column_dimensions[get_column_letter(column)].width = min(width, _WIDTH_MAX)


def _lay_out(page: Any, title: str) -> None:
    """On paper: lying A4, as wide as the page, the heads on each one, "Trang x/y"."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.oddHeader.center.text = title.replace("&", "&&")
    page.oddFooter.right.text = "Trang &P/&N"


def _wrap(page: Any, column: int, rows: int) -> None:
    """Long texts take several lines instead of being cut at the next cell."""
    from openpyxl.styles import Alignment

    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in range(2, rows + 2):
        page.cell(row=row, column=column).alignment = wrapped


def _put(cell: Any, value: Cell) -> None:
    """Text never becomes a formula, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = clean_line(value)
    cell.data_type = "s"
    cell.quotePrefix = True


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _read(value: object) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float | datetime | date):
        return clean_line(cell_text(value))
    return "" if value is None else clean_line(str(value))


def _broken() -> Invalid:
    return Invalid("sheet", "Tệp không phải Excel (.xlsx), hoặc đã hỏng.")
