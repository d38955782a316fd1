"""CSV, written for Excel in Vietnamese, read however it comes."""

import csv
import io

from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line
from mailsvc.sheets.values import Cell, Sheet, cell_text, guarded

_BOM = "\ufeff"


def write_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark and `;`: Excel in vi-VN takes the comma for decimals."""
    out = io.StringIO()
    # RFC 4180 §2
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(head) for head in sheet.heads])
    writer.writerows([_text(cell) for cell in row] for row in sheet.rows)
    writer.writerows([guarded(note)] for note in sheet.notes)
    return (_BOM + out.getvalue()).encode()


def read_csv(content: bytes) -> list[list[str]]:
    """Rows of cleaned text; UTF-8 or UTF-16 with a mark, else Invalid."""
    text = _decode(content)
    if "\0" in text:
        raise Invalid("sheet", "Tệp không phải bảng CSV: có ký tự lạ.")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        # StringIO with newline="" keeps line ends inside quotes.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[clean_line(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise Invalid("sheet", f"Tệp CSV hỏng: {error}.") from None


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(
            "sheet", "Tệp không phải Unicode: trong Excel hãy lưu dạng “CSV UTF-8”."
        ) from None


def _text(cell: Cell) -> str:
    return guarded(cell) if isinstance(cell, str) else cell_text(cell)
