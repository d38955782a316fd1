"""Contacts as tables (CSV, XLSX): our columns, and those Outlook and Google write."""

from collections.abc import Iterable, Sequence

from mailsvc.base.errors import Invalid
from mailsvc.base.text import fold
from mailsvc.contacts.entries import Entry, Read, Refusal, make_entry
from mailsvc.sheets.csv_file import write_csv
from mailsvc.sheets.values import Sheet

ROWS_MAX = 5_000
HEADS = ("Họ và tên", "Địa chỉ thư", "Điện thoại", "Cơ quan", "Chức vụ", "Ghi chú", "Nhóm")
# Folded heads; the first column of a kind that is filled counts.
_COLUMNS = {
    "name": ("ho va ten", "ho ten", "ten", "name", "full name", "display name"),
    "address": (
        "dia chi thu",
        "email",
        "e mail",
        "e mail address",
        "email address",
        "e mail 1 value",
        "thu dien tu",
    ),
    "phone": (
        "dien thoai",
        "phone",
        "mobile phone",
        "business phone",
        "phone 1 value",
        "so dien thoai",
    ),
    "organisation": (
        "co quan",
        "company",
        "organization",
        "organization 1 name",
        "organization name",
        "don vi",
    ),
    "title": ("chuc vu", "job title", "organization 1 title", "organization title", "title"),
    "note": ("ghi chu", "notes", "note"),
    "groups": ("nhom", "categories", "group membership", "labels"),
}
_NAME_PARTS = (
    ("last name", "family name", "ho"),
    ("middle name", "additional name", "ten dem"),
    ("first name", "given name"),
)


def write_table(entries: Iterable[Entry]) -> bytes:
    """CSV as Excel opens it; nothing in it runs as a formula."""
    rows = tuple(
        (
            one.name,
            one.address,
            one.phone,
            one.organisation,
            one.title,
            one.note,
            ", ".join(one.groups),
        )
        for one in entries
    )
    return write_csv(Sheet("Danh bạ", HEADS, rows))


def read_table(rows: Sequence[Sequence[str]]) -> Read:
    """Invalid("table") without a column of addresses; a bad line is a refusal, by its number."""
    if not rows:
        raise Invalid("table", "Tệp không có dòng nào.")
    if len(rows) > ROWS_MAX + 1:
        raise Invalid("table", f"Tệp có hơn {ROWS_MAX} dòng: đồng chí chia nhỏ tệp.")
    heads = [fold(head) for head in rows[0]]
    if not _places(heads, _COLUMNS["address"]):
        raise Invalid("table", "Dòng đầu của tệp phải có cột “Địa chỉ thư” (hoặc “Email”).")
    entries, refusals = [], []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            entries.append(_entry(heads, row))
        except Invalid as refusal:
            refusals.append(Refusal(number, refusal.public_text))
    return Read(tuple(entries), tuple(refusals))


def _entry(heads: list[str], row: Sequence[str]) -> Entry:
    values = {name: _cell(heads, row, columns) for name, columns in _COLUMNS.items()}
    values["name"] = values["name"] or " ".join(
        part for columns in _NAME_PARTS if (part := _cell(heads, row, columns))
    )
    groups = values.pop("groups").replace(";", ",").replace(":::", ",").split(",")
    return make_entry(
        values, tuple(one for one in groups if one.strip() not in {"", "* myContacts"})
    )


def _places(heads: list[str], columns: Iterable[str]) -> list[int]:
    return [heads.index(column) for column in columns if column in heads]


def _cell(heads: list[str], row: Sequence[str], columns: Iterable[str]) -> str:
    for place in _places(heads, columns):
        if place < len(row) and row[place].strip():
            # What we wrote before a formula is taken off again.
            return row[place].strip().removeprefix("'")
    return ""
