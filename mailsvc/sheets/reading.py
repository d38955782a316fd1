"""One door for tables people hand in, whichever format they are."""

from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.sheets.csv_file import read_csv
from mailsvc.sheets.xlsx_file import read_xlsx

BYTES_MAX = 10 * 1024 * 1024
_COLUMNS_MAX = 64
_ZIP = b"PK\x03\x04"


def read_table(
    content: bytes, *, rows_max: int = 50_000, columns_max: int = _COLUMNS_MAX
) -> list[list[str]]:
    """Rows of cleaned text, the line of heads first, empty lines at the end left out.

    TooLarge beyond `BYTES_MAX`; Invalid for what is no table, or has more than `rows_max` lines.
    """
    if len(content) > BYTES_MAX:
        raise TooLarge("sheet", "Tệp lớn hơn 10 MB: hãy chia thành vài tệp.")
    if content.startswith(_ZIP):
        rows = read_xlsx(content, rows_max=rows_max, columns_max=columns_max)
    else:
        rows = read_csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Invalid("sheet", "Tệp không có dòng nào.")
    if len(rows) > rows_max or max(map(len, rows)) > columns_max:
        raise Invalid("sheet", f"Bảng quá lớn: tối đa {rows_max} dòng, {columns_max} cột.")
    return rows
