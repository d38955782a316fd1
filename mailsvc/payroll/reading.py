"""A payroll file as lines: columns found by their heads, each wrong line with its reason.

Columns: so_hieu, ho_ten, co_quan (the agency's code), chuc_vu, loai, tu_ngay, den_ngay (the last
two dd/mm/yyyy, the very last may be empty). Heads may be written with marks and blanks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mailsvc.base import clock
from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line, fold
from mailsvc.directory.models import StaffClass
from mailsvc.sheets.reading import read_table
from mailsvc.usage.bits import first_day, next_first_day

COLUMNS = ("so_hieu", "ho_ten", "co_quan", "chuc_vu", "loai", "tu_ngay", "den_ngay")
_REQUIRED = COLUMNS[:-1]
_HEADS = {
    "so hieu": "so_hieu",
    "ma so": "so_hieu",
    "ho ten": "ho_ten",
    "ho va ten": "ho_ten",
    "co quan": "co_quan",
    "don vi": "co_quan",
    "chuc vu": "chuc_vu",
    "loai": "loai",
    "tu ngay": "tu_ngay",
    "den ngay": "den_ngay",
}
_CLASSES = {
    "": StaffClass.OFFICIAL,
    "can bo": StaffClass.OFFICIAL,
    "cong chuc": StaffClass.OFFICIAL,
    "cbcc": StaffClass.OFFICIAL,
    "cb cc": StaffClass.OFFICIAL,
    "vien chuc": StaffClass.PUBLIC,
    "vc": StaffClass.PUBLIC,
    "hop dong": StaffClass.CONTRACT,
    "hd": StaffClass.CONTRACT,
}
_NUMBER_CHARS = 20


@dataclass(frozen=True)
class Line:
    """One person of a payroll, as the file says it."""

    payroll_number: str
    name: str
    agency: str
    title: str
    staff_class: str
    begins_on: date
    ends_on: date | None

    def to_json(self) -> dict[str, str]:
        end = self.ends_on.isoformat() if self.ends_on else ""
        return {**self.__dict__, "begins_on": self.begins_on.isoformat(), "ends_on": end}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> "Line":
        text = {name: kept[name] for name in ("payroll_number", "name", "agency", "title")}
        return cls(
            **text,
            staff_class=kept["staff_class"],
            begins_on=date.fromisoformat(kept["begins_on"]),
            ends_on=date.fromisoformat(kept["ends_on"]) if kept["ends_on"] else None,
        )


@dataclass(frozen=True)
class Reading:
    """What a file says, and what is wrong with it by line number."""

    lines: tuple[Line, ...]
    errors: Mapping[str, str]


def read_payroll(content: bytes, *, ym: int, agencies: frozenset[str]) -> Reading:
    """Every line or its error; Invalid when the file is no table or lacks a column."""
    table = read_table(content)
    columns = _columns(table[0] if table else [])
    lines: list[Line] = []
    errors: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, cells in enumerate(table[1:], start=2):
        row = {name: clean_line(cells[at]) if at < len(cells) else "" for name, at in columns}
        if not any(row.values()):
            continue
        try:
            line = _line(row, ym, agencies)
            _check_once(line, number, seen)
        except Invalid as error:
            errors[str(number)] = error.public_text
        else:
            lines.append(line)
    return Reading(tuple(lines), errors)


def _columns(head: Sequence[str]) -> list[tuple[str, int]]:
    found = {}
    for at, cell in enumerate(head):
        key = fold(cell)
        name = _HEADS.get(key, key.replace(" ", "_"))
        if name in COLUMNS and name not in found:
            found[name] = at
    lacking = [name for name in _REQUIRED if name not in found]
    if lacking:
        raise Invalid("payroll_columns", f"Tệp thiếu cột: {', '.join(lacking)}.")
    return list(found.items())


def _line(row: Mapping[str, str], ym: int, agencies: frozenset[str]) -> Line:
    number, name = row["so_hieu"], row["ho_ten"]
    if not number or len(number) > _NUMBER_CHARS or not number.isprintable():
        raise Invalid("number", "số hiệu trống hoặc dài quá 20 chữ")
    if len(name.split()) < 2:
        raise Invalid("name", f"họ tên {name!r} chưa đủ họ và tên")
    if row["co_quan"] not in agencies:
        raise Invalid("agency", f"không có cơ quan mã {row['co_quan']!r}")
    if fold(row["loai"]) not in _CLASSES:
        raise Invalid("class", f"loại {row['loai']!r} không có (dùng: CBCC, viên chức, hợp đồng)")
    begins_on = _day(row["tu_ngay"])
    last = row.get("den_ngay", "")
    ends_on = _day(last) if last else None
    if ends_on is not None and (ends_on < begins_on or ends_on < first_day(ym)):
        raise Invalid("period", "đến ngày phải sau từ ngày và không trước tháng này")
    if begins_on >= next_first_day(ym):
        raise Invalid("period", "từ ngày nằm sau tháng này")
    return Line(
        payroll_number=number,
        name=name,
        agency=row["co_quan"],
        title=row["chuc_vu"][:100] or "Chuyên viên",
        staff_class=_CLASSES[fold(row["loai"])],
        begins_on=begins_on,
        ends_on=ends_on,
    )


def _check_once(line: Line, number: int, seen: dict[str, int]) -> None:
    first = seen.setdefault(line.payroll_number, number)
    if first != number:
        raise Invalid("twice", f"số hiệu {line.payroll_number} đã có ở dòng {first}")


def _day(text: str) -> date:
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=clock.VIETNAM).date()
        except ValueError:
            continue
    raise Invalid("date", f"ngày {text!r} không đúng dạng dd/mm/yyyy")
