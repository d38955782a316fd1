"""The clerk's steps at the end: number, seal, issue; and the leader's void."""

from datetime import date, datetime

from django.db import transaction

from docflow.dispatch.models import Dispatch
from docflow.dispatch.services import send_out
from docflow.documents.access import access_document
from docflow.documents.files import StoredFile, store_file
from docflow.documents.models import Document, Relation
from docflow.documents.render import render_document
from docflow.documents.services import add_files, refresh_keys, retire_files
from docflow.intake.services import release_arrival
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.register.models import RegisterEntry
from docflow.register.places import NumberPlace, find_place, open_place, take_place
from docflow.register.services import seal_entry, void_entry
from docflow.routing.contents import hash_of, latest_version, snapshot
from docflow.routing.models import Approval
from docflow.routing.parties import parties_of
from docflow.routing.steps import Step, begin, choose_row, need_reason
from docflow.rules.circulation import find_field
from docflow.rules.kinds import find_type
from docflow.rules.numbers import format_number, make_notation
from docflow.rules.parts import OPEN, Part
from docflow.rules.states import Direction, FileRole, State
from mailsvc.base import clock
from mailsvc.base.errors import Busy, Conflict
from mailsvc.directory.actor import Actor

_TRIES = 5


class _NumberMoved(Exception):
    """Another clerk took the number this PDF was made for."""


def assign_number(
    actor: Actor,
    *,
    document_pk: int,
    hold_pk: int | None = None,
    earlier_pk: int | None = None,
    now: datetime | None = None,
) -> RegisterEntry:
    """Give the next number of the type's series and store the final PDF (ND30 art. 15).

    In its place a number that was held (`hold_pk`), or the next one dated on an earlier day that
    the leader has allowed (`earlier_pk`). The PDF is made and stored before the series is locked,
    for the number in sight; when another clerk was first, it is made again for the next one.
    """
    at = now or clock.now()
    for _ in range(_TRIES):
        document = access_document(actor, document_pk)
        choose_row(document, parties_of(actor, document), ["assign_number"])
        place = find_place(actor, document, hold_pk=hold_pk, earlier_pk=earlier_pk, now=at)
        pdf = _make_pdf(document, place)
        try:
            return _take(actor, document, place, pdf, at)
        except _NumberMoved:
            continue
    raise Busy("series", "Nhiều người đang cấp số cùng lúc, hãy thử lại.")


@transaction.atomic
def seal(actor: Actor, *, document_pk: int, now: datetime | None = None) -> Document:
    """The clerk has put the agency's seal on what is signed and numbered (ND30 art. 32(2))."""
    step = begin(actor, document_pk, "seal", now=now)
    entry = seal_entry(actor, step.document, now=step.now)
    return step.finish(facts={"number": entry.number, "series": entry.series_id})


@transaction.atomic
def issue(actor: Actor, *, document_pk: int, now: datetime | None = None) -> list[Dispatch]:
    """Send the sealed document to everyone in Nơi nhận, which is frozen by it (ND30 art. 18)."""
    step = begin(actor, document_pk, "issue", now=now)
    recipients = list(step.document.recipients.select_related("agency").order_by("position"))
    step.finish(facts={"recipients": len(recipients)})
    sent = send_out(actor, step.document, recipients, now=step.now)
    _tell_who_asked(step)
    return sent


@transaction.atomic
def void_number(
    actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None
) -> RegisterEntry:
    """The leader strikes a register line; the number stays in the book with the reason (R3)."""
    step = begin(actor, document_pk, "void", now=now)
    words = need_reason(reason)
    entry = void_entry(actor, step.document, reason=words, now=step.now)
    document = step.document
    if document.direction == Direction.OUT:
        document.number = document.notation = ""
        document.issued_on = None
        retire_files(document, role=FileRole.MAIN)
        refresh_keys(document)
    else:
        release_arrival(document)
    step.finish(text=words, facts={"number": entry.number})
    return entry


@transaction.atomic
def _take(
    actor: Actor, seen: Document, place: NumberPlace, pdf: StoredFile, at: datetime
) -> RegisterEntry:
    """`seen` is what the PDF shows: another number, or another approval, and it is made again."""
    ready = open_place(place, seen)
    step = begin(actor, seen.pk, "assign_number", now=at)
    document = step.document
    _check_approved(document)
    if document.state_at != seen.state_at:
        raise _NumberMoved
    entry = take_place(actor, ready, document, now=at)
    _write_number(document, entry.number, entry.entered_on)
    if document.symbol != seen.symbol:
        raise _NumberMoved
    refresh_keys(document)
    add_files(document, [pdf], now=at)
    step.finish(
        text=entry.remark,
        facts={"number": entry.number, "series": entry.series_id, "sha256": pdf.sha256},
    )
    return entry


def _tell_who_asked(step: Step) -> None:
    """Who leads what is answered by this may complete it now."""
    answered = Document.objects.filter(
        related_from__source=step.document,
        related_from__kind=Relation.Kind.REPLY_TO,
        state=State.IN_PROGRESS,
    )
    for document in answered:
        leads = document.assignments.filter(part=Part.LEAD, parent=None, state__in=OPEN)
        people = leads.values_list("person_id", flat=True)
        tell(people, document, Notice.Kind.ANSWERED, now=step.now, but=step.actor)


def _write_number(document: Document, number: int, on: date) -> None:
    """Set number, notation and date on the (unsaved) document."""
    unit = document.unit.code.upper() if document.unit else ""
    field = find_field(document.field)
    unit = field.abbr if field is not None else unit
    org = document.agency.label.upper()
    document.number = format_number(number)
    document.notation = make_notation(find_type(document.doc_type), org=org, unit=unit)[:30]
    document.issued_on = on


def _make_pdf(document: Document, place: NumberPlace) -> StoredFile:
    """Write the number in sight on the (never saved) document and print it."""
    _write_number(document, place.number, place.on)
    name = f"{document.symbol.replace('/', '-')}.pdf"
    return store_file(
        render_document(document), name=name, mime="application/pdf", role=FileRole.MAIN
    )


def _check_approved(document: Document) -> None:
    """The approval in force covers exactly what is about to get a number (ND30 art. 11)."""
    approval = Approval.objects.filter(
        document=document, kind=Approval.Kind.FINAL, struck_at__isnull=True
    ).first()
    present = hash_of(snapshot(document))
    if approval is None or approval.sha256 != present or latest_version(document).sha256 != present:
        raise Conflict("approval", "Nội dung khác với bản đã duyệt, hãy trả lại để duyệt lại.")
    if document.state != State.APPROVED:
        raise AssertionError("the step was checked by the table")
