"""Giving out a document's work, and ending what was given out; the caller holds the document."""

from collections.abc import Iterable
from datetime import date, datetime

from docflow.documents.models import Document
from docflow.routing.commands import Receiver
from docflow.routing.models import Assignment, Directive
from docflow.routing.parties import find_lead
from docflow.rules.parts import OPEN, Part, PartState
from docflow.rules.workdays import counting_day, default_days, due_after
from mailsvc.base import clock
from mailsvc.base.errors import Invalid


def choose_due(
    document: Document, due_on: date | None, due_days: int | None, *, now: datetime
) -> tuple[date, int | None]:
    """The deadline, and its working days where it was given in these; Invalid for one gone by."""
    if due_on is None:
        days = default_days(document.urgency) if due_days is None else due_days
        return due_after(clock.local(now), days), days
    if due_on < clock.local_day(now):
        words = "Thời hạn không được trước ngày hôm nay."
        raise Invalid("due_on", words, {"due_on": words})
    return due_on, None


def give(directive: Directive, part: Part, receivers: Iterable[Receiver], *, now: datetime) -> None:
    """Rows for receivers of one kind; who is informed has no deadline."""
    is_bound = part != Part.INFORM
    for receiver in receivers:
        Assignment.objects.create(
            document_id=directive.document_id,
            directive=directive,
            part=part,
            unit_id=receiver.unit_pk,
            person_id=receiver.person_pk,
            given_by_id=directive.author_id,
            due_on=directive.due_on if is_bound else None,
            first_due_on=directive.due_on if is_bound else None,
            due_days=directive.due_days if is_bound else None,
            counted_from=counting_day(clock.local(now)) if is_bound else None,
        )


def lock_lead(document: Document) -> Assignment:
    """The lead's row, locked after its document."""
    lead = find_lead(document)
    if lead is None:
        raise AssertionError("a directed document has a lead")
    return Assignment.objects.select_for_update().get(pk=lead.pk)


def revoke_inner(document: Document, now: datetime) -> None:
    """Take back all that units have shared out."""
    inner = Assignment.objects.filter(document=document, parent__isnull=False, state__in=OPEN)
    inner.update(state=PartState.REVOKED, ended_at=now)


def holders(document: Document) -> list[int]:
    """People who have open parts of it."""
    parts = Assignment.objects.filter(document=document, state__in=OPEN, person__isnull=False)
    return [pk for pk in parts.values_list("person_id", flat=True) if pk is not None]


def end_parts(
    document: Document,
    state: PartState,
    now: datetime,
    *,
    below: Assignment | None = None,
    by_lead: Assignment | None = None,
) -> None:
    """End every open part, or those within one unit; what was done before stays done.

    `by_lead`: the part whose end this is; all others are marked as closed by it.
    """
    parts = Assignment.objects.filter(document=document, state__in=OPEN)
    if below is not None:
        parts = parts.filter(parent=below)
    if by_lead is not None:
        parts.exclude(pk=by_lead.pk).update(is_closed_by_lead=True)
    parts.update(state=state, ended_at=now)
