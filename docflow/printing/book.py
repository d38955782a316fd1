"""Sổ đăng ký văn bản đến, đi: the legal columns (ND30 Annex IV) and what stands in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from docflow.documents.models import Movement
from docflow.printing.contents import Columns, Contents
from docflow.register.hold_selectors import list_unused_holds
from docflow.register.models import NumberHold, Register, RegisterEntry
from docflow.register.prints import Book, need_register
from docflow.routing.models import Assignment
from docflow.rules.kinds import name_of_series
from docflow.rules.numbers import format_number
from docflow.rules.states import Direction
from mailsvc.base import clock

# ND30 Annex IV: ten columns each, in this order; widths in per cent of the page.
INCOMING: Columns = (
    ("Ngày đến", 9),
    ("Số đến", 5),
    ("Tác giả", 12),
    ("Số, ký hiệu văn bản", 10),
    ("Ngày tháng văn bản", 9),
    ("Tên loại và trích yếu nội dung văn bản", 22),
    ("Đơn vị hoặc người nhận", 10),
    ("Ngày chuyển", 9),
    ("Ký nhận", 7),
    ("Ghi chú", 7),
)
OUTGOING: Columns = (
    ("Số, ký hiệu văn bản", 10),
    ("Ngày tháng văn bản", 9),
    ("Tên loại và trích yếu nội dung văn bản", 21),
    ("Người ký", 9),
    ("Nơi nhận văn bản", 15),
    ("Đơn vị, người nhận bản lưu", 9),
    ("Số lượng bản", 6),
    ("Ngày chuyển", 9),
    ("Ký nhận", 6),
    ("Ghi chú", 6),
)
_MOVED = ("direct", "issue")


def read(book: Book, since: date, until: date) -> Contents:
    """Ten columns of either direction; struck lines stand too."""
    register = need_register(book)
    rows = _rows(register, since, until)
    is_in = register.direction == Direction.IN
    return Contents(
        title=f"SỔ ĐĂNG KÝ VĂN BẢN {'ĐẾN' if is_in else 'ĐI'}",
        columns=INCOMING if is_in else OUTGOING,
        lines=[row.line for row in rows],
        voids=frozenset(at for at, row in enumerate(rows) if row.is_void),
        first=format_number(rows[0].number) if rows else "",
        last=format_number(rows[-1].number) if rows else "",
    )


def read_lines(register: Register, since: date, until: date) -> list[list[str]]:
    """The lines of these days as they are printed."""
    return [row.line for row in _rows(register, since, until)]


def count_lines(book: Book, since: date, until: date) -> int:
    """How many lines the register has in these days."""
    return RegisterEntry.objects.filter(
        series__register=need_register(book), entered_on__gte=since, entered_on__lte=until
    ).count()


@dataclass(frozen=True)
class _Row:
    """A printed line with what it is sorted by."""

    on: date
    series_pk: int
    number: int
    line: list[str]
    is_void: bool


def _rows(register: Register, since: date, until: date) -> list[_Row]:
    """Lines and the numbers that are held or were struck while held, in the order of the book."""
    write = _incoming if register.direction == Direction.IN else _outgoing
    rows = [
        _Row(
            entry.entered_on,
            entry.series_id,
            entry.number,
            write(entry),
            entry.state == RegisterEntry.State.VOID,
        )
        for entry in _entries(register, since, until)
    ]
    rows += [
        _Row(
            hold.held_on,
            hold.series_id,
            hold.number,
            _held(hold),
            hold.state == NumberHold.State.VOID,
        )
        for hold in list_unused_holds(register, since=since, until=until)
    ]
    return sorted(rows, key=lambda row: (row.on, row.series_pk, row.number))


def _held(hold: NumberHold) -> list[str]:
    """A number without its paper, in the columns of its book."""
    note = f"HỦY: {hold.void_reason}" if hold.void_reason else f"GIỮ SỐ: {hold.reason}"
    if not hold.series.key:
        day, number = _day(hold.held_on), format_number(hold.number)
        return [day, number, "", "", "", hold.paper, "", "", "", note]
    kind = name_of_series(hold.series.key)
    first = [f"{format_number(hold.number)} ({kind})", _day(hold.held_on), f"{kind}: {hold.paper}"]
    return [*first, *[""] * (len(OUTGOING) - len(first) - 1), note]


def _entries(register: Register, since: date, until: date) -> Iterable[RegisterEntry]:
    """Void lines stand too; numbers of one day in their order."""
    parts = Assignment.objects.select_related("unit", "person").order_by("pk")
    moves = Movement.objects.filter(action__in=_MOVED).order_by("pk")
    return (
        RegisterEntry.objects.filter(
            series__register=register, entered_on__gte=since, entered_on__lte=until
        )
        .select_related("document", "document__unit", "series")
        .prefetch_related(
            Prefetch("document__assignments", parts),
            Prefetch("document__movements", moves, to_attr="moved"),
            "document__recipients",
        )
        .order_by("entered_on", "series", "number")
    )


def _incoming(entry: RegisterEntry) -> list[str]:
    document = entry.document
    return [
        _day(entry.entered_on),
        format_number(entry.number),
        document.issuer,
        document.symbol,
        _day(document.issued_on),
        f"{document.type_name}: {document.subject}",
        _receivers(entry),
        _moved_on(entry),
        "",
        _note(entry),
    ]


def _outgoing(entry: RegisterEntry) -> list[str]:
    document = entry.document
    recipients = [recipient.name for recipient in document.recipients.all()]
    return [
        document.symbol or f"{format_number(entry.number)} ({document.type_name})",
        _day(document.issued_on or entry.entered_on),
        f"{document.type_name}: {document.subject}",
        document.signer_name,
        "; ".join(recipients),
        f"VT, {document.unit.code.upper()}" if document.unit else "VT",
        str(len(recipients) + 1),
        _moved_on(entry),
        "",
        _note(entry),
    ]


def _receivers(entry: RegisterEntry) -> str:
    leads = [a for a in entry.document.assignments.all() if a.part == Assignment.Part.LEAD]
    if not leads:
        return ""
    lead = leads[-1]
    return lead.unit.name if lead.unit else lead.person.full_name if lead.person else ""


def _moved_on(entry: RegisterEntry) -> str:
    moved: list[Movement] = entry.document.moved  # type: ignore[attr-defined]
    return _day(clock.local_day(moved[0].at)) if moved else ""


def _note(entry: RegisterEntry) -> str:
    if entry.state == RegisterEntry.State.VOID:
        return f"HỦY: {entry.reason}"
    return "; ".join(words for words in (entry.remark, entry.document.note) if words)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
