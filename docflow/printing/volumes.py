"""A printed part of any book: title page, legal columns, "Trang x", noted before it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from docflow.printing import book as registers
from docflow.printing import follow_up, papers
from docflow.printing.contents import Contents
from docflow.printing.pdf import print_page
from docflow.printing.tables import Look, write_docx
from docflow.register.access import access_book
from docflow.register.keepers import need_keeper_of
from docflow.register.models import PrintedRange
from docflow.register.prints import Book, Kind, record_print
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.sheets.values import Sheet
from mailsvc.sheets.xlsx_file import write_xlsx

_READ: dict[Kind, Callable[[Book, date, date], Contents]] = {
    Kind.REGISTER: registers.read,
    Kind.FOLLOW_UP: follow_up.read,
    Kind.POSTS: papers.read_posts,
    Kind.COPIES: papers.read_copies,
}
_COUNT: dict[Kind, Callable[[Book, date, date], int]] = {
    Kind.REGISTER: registers.count_lines,
    Kind.FOLLOW_UP: registers.count_lines,
    Kind.POSTS: papers.count_posts,
    Kind.COPIES: papers.count_copies,
}
_STEMS = {
    Kind.FOLLOW_UP: "so-theo-doi-giai-quyet",
    Kind.POSTS: "so-chuyen-giao",
    Kind.COPIES: "so-su-dung-ban-luu",
}


@dataclass(frozen=True)
class Volume:
    """A printed part of a book: what stands on its title page and its lines."""

    agency_name: str
    contents: Contents
    printed: PrintedRange

    @property
    def years(self) -> str:
        first, last = self.printed.since.year, self.printed.until.year
        return f"{first}" if first == last else f"{first}–{last}"

    @property
    def note(self) -> str:
        return (
            f"{len(self.contents.lines)} dòng, mã kiểm tra các dòng {self.printed.sha256}; "
            f"đầu nhật ký {self.printed.head_hash or 'trống'}."
        )

    @property
    def title_page(self) -> tuple[str, ...]:
        """Its lines (ND30 Annex IV); a book without numbers has no range of them."""
        printed, contents = self.printed, self.contents
        numbers = (f"Từ số {contents.first} đến số {contents.last}",) if contents.first else ()
        return (
            self.agency_name.upper(),
            contents.title,
            f"Năm: {self.years}",
            f"Từ ngày {printed.since:%d/%m/%Y} đến ngày {printed.until:%d/%m/%Y}",
            *numbers,
            f"Quyển số: {printed.volume}",
        )


def make_volume(actor: Actor, book: Book, *, since: date, until: date, now: datetime) -> Volume:
    """Read the lines of these days and note the print; Forbidden for all but clerk and leader."""
    need_keeper_of(actor, book.agency.pk)
    contents = _READ[book.kind](book, since, until)
    printed = record_print(actor, book, since=since, until=until, lines=contents.lines, now=now)
    return Volume(book.agency.name, contents, printed)


def write_volume(volume: Volume, kind: str) -> bytes:
    """As pdf, docx or xlsx."""
    contents = volume.contents
    if kind == "pdf":
        rows = [(line, at in contents.voids) for at, line in enumerate(contents.lines)]
        return print_page(render_to_string("docflow/book.html", {"book": volume, "rows": rows}))
    sheet = Sheet(
        contents.title,
        tuple(head for head, _share in contents.columns),
        tuple(tuple(line) for line in contents.lines),
        notes=(f"Cộng: {len(contents.lines)} dòng.", volume.note),
    )
    if kind == "xlsx":
        name, *rest = volume.title_page
        return write_xlsx([sheet, Sheet("Bìa", (name,), tuple((line,) for line in rest))])
    shares = tuple(share for _head, share in contents.columns)
    return write_docx(sheet, look=Look(volume.title_page, shares, contents.voids))


@work(is_long=True)
def print_later(run: Run, **asked: Any) -> Outcome:
    """Arguments: book, pk, since, until, kind."""
    book = access_book(run.actor, kind=asked["book"], pk=asked["pk"])
    since, until = (date.fromisoformat(asked[name]) for name in ("since", "until"))
    volume = make_volume(run.actor, book, since=since, until=until, now=clock.now())
    run.result.write_bytes(write_volume(volume, asked["kind"]))
    words = _("Đã in %(count)d dòng sổ, bấm để tải về.")
    count = len(volume.contents.lines)
    return Outcome(words % {"count": count}, file_name=file_name(book, asked["kind"]))


def count_lines(book: Book, since: date, until: date) -> int:
    """How many lines a print of these days has at most."""
    return _COUNT[book.kind](book, since, until)


def file_name(book: Book, kind: str) -> str:
    """`so-van-ban-den-2026.pdf`; a book about paper goes through the years."""
    if book.register is None:
        return f"{_STEMS[book.kind]}.{kind}"
    which = "den" if book.register.direction == Direction.IN else "di"
    return f"{_STEMS.get(book.kind, f'so-van-ban-{which}')}-{book.register.year}.{kind}"
