"""Sổ theo dõi giải quyết văn bản đến: the seven legal columns (ND30 Annex IV)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q

from docflow.documents.models import Document, Relation
from docflow.printing.contents import Columns, Contents
from docflow.register.models import Register, RegisterEntry
from docflow.register.prints import Book, need_register
from docflow.routing.models import Assignment
from docflow.rules.numbers import format_number
from docflow.rules.states import State
from mailsvc.base import clock

COLUMNS: Columns = (
    ("Số đến", 6),
    ("Tên loại, số và ký hiệu, ngày tháng, cơ quan ban hành văn bản", 27),
    ("Đơn vị hoặc người nhận", 17),
    ("Thời hạn giải quyết", 12),
    ("Tiến độ giải quyết", 15),
    ("Số, ký hiệu văn bản trả lời", 13),
    ("Ghi chú", 10),
)
_ENDED = (State.COMPLETED, State.FILED)


def read(book: Book, since: date, until: date) -> Contents:
    """Seven columns; the lines of these days that somebody had to work on, as they stand today."""
    register = need_register(book)
    entries = list(_entries(register, since, until))
    return Contents(
        title="SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN",
        columns=COLUMNS,
        lines=[_row(entry) for entry in entries],
        first=format_number(entries[0].number) if entries else "",
        last=format_number(entries[-1].number) if entries else "",
    )


def _entries(register: Register, since: date, until: date) -> Iterable[RegisterEntry]:
    """What a leader has given to somebody, or what bears a deadline; struck lines are no work."""
    parts = Assignment.objects.filter(part=Assignment.Part.LEAD, parent__isnull=True)
    answers = Relation.objects.filter(kind=Relation.Kind.REPLY_TO).select_related("source")
    return (
        RegisterEntry.objects.filter(
            Q(document__directives__isnull=False) | Q(document__due_on__isnull=False),
            series__register=register,
            state=RegisterEntry.State.ACTIVE,
            entered_on__range=(since, until),
        )
        .distinct()
        .select_related("document")
        .prefetch_related(
            Prefetch(
                "document__assignments",
                parts.select_related("unit", "person").order_by("pk"),
                to_attr="leads",
            ),
            Prefetch("document__related_from", answers, to_attr="answers"),
        )
        .order_by("entered_on", "number")
    )


def _row(entry: RegisterEntry) -> list[str]:
    document = entry.document
    day = f", ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    replies: list[Relation] = document.answers  # type: ignore[attr-defined]
    return [
        format_number(entry.number),
        f"{document.type_name} {document.symbol}{day}, {document.issuer}",
        _receiver(document),
        _due(document),
        _progress(document),
        "; ".join(one.source.symbol for one in replies if one.source.number),
        document.note,
    ]


def _receiver(document: Document) -> str:
    """The unit that leads, with the person who has taken it."""
    leads: list[Assignment] = document.leads  # type: ignore[attr-defined]
    if not leads:
        return ""
    names = [leads[-1].unit.name if leads[-1].unit else ""]
    names += [leads[-1].person.full_name if leads[-1].person else ""]
    return ", ".join(name for name in names if name)


def _due(document: Document) -> str:
    """The day in force; where more time was given, the day first set stands beside it."""
    if document.due_on is None:
        return ""
    leads: list[Assignment] = document.leads  # type: ignore[attr-defined]
    first = leads[-1].first_due_on if leads else None
    words = f"{document.due_on:%d/%m/%Y}"
    return words if first in (None, document.due_on) else f"{words} (ban đầu {first:%d/%m/%Y})"


def _progress(document: Document) -> str:
    """Where it stands since when; what ended after its day says so."""
    on = clock.local_day(document.state_at)
    words = f"{document.get_state_display()} {on:%d/%m/%Y}"
    last = on if document.state in _ENDED else clock.today()
    is_late = document.due_on is not None and last > document.due_on
    return f"{words}, quá hạn" if is_late else words
