"""Sổ theo dõi giải quyết văn bản đến: the seven legal columns (ND30 Annex IV)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from docflow.documents.models import Document, Relation
from docflow.printing.tables import write_table
from docflow.register.access import access_register_by_pk
from docflow.register.keepers import journal_book, need_keeper
from docflow.register.models import Register, RegisterEntry
from docflow.register.prints import hash_lines
from docflow.routing.models import Assignment
from docflow.rules.numbers import format_number
from docflow.rules.states import State
from mailsvc.audit.services import JSON
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.sheets.values import Sheet, cell_text

HEADS = (
    "Số đến",
    "Tên loại, số và ký hiệu, ngày tháng, cơ quan ban hành văn bản",
    "Đơn vị hoặc người nhận",
    "Thời hạn giải quyết",
    "Tiến độ giải quyết",
    "Số, ký hiệu văn bản trả lời",
    "Ghi chú",
)
_ENDED = (State.COMPLETED, State.FILED)


def make_follow_up(actor: Actor, register: Register, *, since: date, until: date) -> Sheet:
    """The lines of these days that somebody had to work on; Forbidden for all but who keeps it.

    How far work has come changes daily, so no printed range is noted; that it was printed, and the
    hash of what stood there, is in the journal.
    """
    need_keeper(actor, register)
    rows = tuple(_row(entry) for entry in _entries(register, since, until))
    note = f"{register.agency.name}, từ ngày {since:%d/%m/%Y} đến ngày {until:%d/%m/%Y}."
    title = f"SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN NĂM {register.year}"
    sheet = Sheet(title, HEADS, rows, notes=(note,))
    lines = [[cell_text(cell) for cell in row] for row in rows]
    facts: dict[str, JSON] = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "lines": len(lines),
        "sha256": hash_lines(lines),
    }
    journal_book(actor, register, "register.print_follow_up", facts)
    return sheet


@work(is_long=True)
def follow_up_later(run: Run, **asked: Any) -> Outcome:
    """Arguments: register_pk, since, until, kind."""
    register = access_register_by_pk(run.actor, asked["register_pk"])
    since, until = (date.fromisoformat(asked[name]) for name in ("since", "until"))
    sheet = make_follow_up(run.actor, register, since=since, until=until)
    run.result.write_bytes(write_table(sheet, asked["kind"]))
    words = _("Đã in %(count)d dòng sổ, bấm để tải về.") % {"count": len(sheet.rows)}
    return Outcome(words, file_name=follow_up_name(register, asked["kind"]))


def follow_up_name(register: Register, kind: str) -> str:
    """`so-theo-doi-giai-quyet-2026.pdf`."""
    return f"so-theo-doi-giai-quyet-{register.year}.{kind}"


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


def _row(entry: RegisterEntry) -> tuple[str, ...]:
    document = entry.document
    day = f", ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    replies: list[Relation] = document.answers  # type: ignore[attr-defined]
    return (
        format_number(entry.number),
        f"{document.type_name} {document.symbol}{day}, {document.issuer}",
        _receiver(document),
        f"{document.due_on:%d/%m/%Y}" if document.due_on else "",
        _progress(document),
        "; ".join(one.source.symbol for one in replies if one.source.number),
        document.note,
    )


def _receiver(document: Document) -> str:
    """The unit that leads, with the person who has taken it."""
    leads: list[Assignment] = document.leads  # type: ignore[attr-defined]
    if not leads:
        return ""
    names = [leads[-1].unit.name if leads[-1].unit else ""]
    names += [leads[-1].person.full_name if leads[-1].person else ""]
    return ", ".join(name for name in names if name)


def _progress(document: Document) -> str:
    """Where it stands since when; what ended after its day says so."""
    on = clock.local_day(document.state_at)
    words = f"{document.get_state_display()} {on:%d/%m/%Y}"
    last = on if document.state in _ENDED else clock.today()
    is_late = document.due_on is not None and last > document.due_on
    return f"{words}, quá hạn" if is_late else words
