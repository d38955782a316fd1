"""Sổ đăng ký văn bản đến, đi: the legal columns (ND30 Annex IV), title page, "Trang x"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from docflow.documents.models import Movement
from docflow.printing.pdf import print_page
from docflow.printing.tables import write_docx
from docflow.register.access import access_register_by_pk
from docflow.register.keepers import need_keeper
from docflow.register.models import NumberHold, PrintedRange, Register, RegisterEntry
from docflow.register.prints import record_print
from docflow.register.selectors import list_unused_holds
from docflow.routing.models import Assignment
from docflow.rules.kinds import name_of_series
from docflow.rules.numbers import format_number
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.sheets.values import Sheet
from mailsvc.sheets.xlsx_file import write_xlsx

# ND30 Annex IV: ten columns each, in this order; widths in per cent of the page.
INCOMING = (
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
OUTGOING = (
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


@dataclass(frozen=True)
class Book:
    """A printed part of a register: what stands on its title page and its lines."""

    register: Register
    printed: PrintedRange
    lines: list[list[str]]
    voids: list[bool]
    first: str
    last: str

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        return INCOMING if self.register.direction == Direction.IN else OUTGOING

    @property
    def title(self) -> str:
        which = "ĐẾN" if self.register.direction == Direction.IN else "ĐI"
        return f"SỔ ĐĂNG KÝ VĂN BẢN {which}"

    @property
    def note(self) -> str:
        return (
            f"{len(self.lines)} dòng, mã kiểm tra các dòng {self.printed.sha256}; "
            f"đầu nhật ký {self.printed.head_hash or 'trống'}."
        )


def make_book(actor: Actor, register: Register, *, since: date, until: date, now: datetime) -> Book:
    """Read the lines of these days and note the print; Forbidden for all but clerk and leader."""
    need_keeper(actor, register)
    rows = _rows(register, since, until)
    lines = [row.line for row in rows]
    printed = record_print(actor, register, since=since, until=until, lines=lines, now=now)
    return Book(
        register=register,
        printed=printed,
        lines=lines,
        voids=[row.is_void for row in rows],
        first=format_number(rows[0].number) if rows else "",
        last=format_number(rows[-1].number) if rows else "",
    )


def read_lines(register: Register, since: date, until: date) -> list[list[str]]:
    """The lines of these days as they are printed."""
    return [row.line for row in _rows(register, since, until)]


def write_book(book: Book, kind: str) -> bytes:
    """As pdf, docx or xlsx."""
    if kind == "pdf":
        rows = list(zip(book.lines, book.voids, strict=True))
        return print_page(render_to_string("docflow/book.html", {"book": book, "rows": rows}))
    sheet = Sheet(
        book.title,
        tuple(head for head, _share in book.columns),
        tuple(tuple(line) for line in book.lines),
        notes=(book.note,),
    )
    return write_xlsx([sheet]) if kind == "xlsx" else write_docx(sheet, title=_title_page(book))


def _title_page(book: Book) -> tuple[str, ...]:
    printed = book.printed
    return (
        book.register.agency.name.upper(),
        book.title,
        f"Năm: {book.register.year}",
        f"Từ ngày {printed.since:%d/%m/%Y} đến ngày {printed.until:%d/%m/%Y}",
        f"Từ số {book.first or '…'} đến số {book.last or '…'}",
        f"Quyển số: {printed.volume}",
    )


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


@work(is_long=True)
def print_later(run: Run, **asked: Any) -> Outcome:
    """Arguments: register_pk, since, until, kind."""
    register = access_register_by_pk(run.actor, asked["register_pk"])
    since, until = (date.fromisoformat(asked[name]) for name in ("since", "until"))
    book = make_book(run.actor, register, since=since, until=until, now=clock.now())
    run.result.write_bytes(write_book(book, asked["kind"]))
    words = _("Đã in %(count)d dòng sổ, bấm để tải về.") % {"count": len(book.lines)}
    return Outcome(words, file_name=file_name(register, asked["kind"]))


def file_name(register: Register, kind: str) -> str:
    """`so-van-ban-den-2026.pdf`."""
    which = "den" if register.direction == Direction.IN else "di"
    return f"so-van-ban-{which}-{register.year}.{kind}"


def count_lines(register: Register, since: date, until: date) -> int:
    """How many lines a print of these days would have."""
    return RegisterEntry.objects.filter(
        series__register=register, entered_on__gte=since, entered_on__lte=until
    ).count()
