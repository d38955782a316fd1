"""Reading books as a whole: their faults, their struck lines, when they were shut and printed."""

from datetime import date

from django.db.models import Exists, OuterRef

from docflow.documents.models import DocumentFile
from docflow.register.consistency import SeriesFaults, check_series
from docflow.register.models import BookEvent, NumberSeries, PrintedRange, Register, RegisterEntry
from docflow.register.prints import Book


def list_faults(register: Register) -> list[tuple[NumberSeries, SeriesFaults]]:
    """Series with numbers missing, given twice, or dated before the one under them."""
    checked = [(one, check_series(one)) for one in register.series.order_by("key")]
    return [(one, faults) for one, faults in checked if faults != SeriesFaults((), (), ())]


def list_without_file(register: Register, *, most: int) -> list[RegisterEntry]:
    """Lines in force whose document has no file: paper alone, or forgotten."""
    filed = DocumentFile.objects.filter(document=OuterRef("document"), is_current=True)
    rows = RegisterEntry.objects.filter(
        series__register=register, state=RegisterEntry.State.ACTIVE
    ).filter(~Exists(filed))
    return list(rows.select_related("document").order_by("-entered_on", "-number")[:most])


def list_early(register: Register, *, most: int) -> list[RegisterEntry]:
    """Lines dated before the day they were written, with why (R7); the latest first."""
    rows = RegisterEntry.objects.filter(series__register=register).exclude(remark="")
    return list(rows.order_by("-entered_at")[:most])


def list_voids(register: Register) -> list[RegisterEntry]:
    """Numbers that were struck, with their reasons (R3)."""
    rows = RegisterEntry.objects.filter(series__register=register, state=RegisterEntry.State.VOID)
    return list(rows.select_related("document", "voided_by").order_by("-number"))


def find_shut_book(agency_pk: int, *, direction: str, today: date) -> Register | None:
    """The year's book when it gives no number today: locked, or closed over the day."""
    book = Register.objects.filter(
        agency_id=agency_pk, direction=direction, year=today.year
    ).first()
    if book is None:
        return None
    is_closed = book.closed_until is not None and today <= book.closed_until
    return book if is_closed or book.state != Register.State.OPEN else None


def list_books(agency_pk: int) -> list[Register]:
    """The agency's books, the newest years first; the caller has asked who may see them."""
    return list(Register.objects.filter(agency_id=agency_pk).order_by("-year", "direction"))


def list_events(register: Register) -> list[BookEvent]:
    """When the book was locked, closed and opened, newest first."""
    return list(register.events.select_related("by", "printed"))


def list_prints(*books: Book) -> list[PrintedRange]:
    """What was printed of them, each newest first; the caller has asked who may see them."""
    return [one for book in books for one in book.prints.select_related("printed_by")]
