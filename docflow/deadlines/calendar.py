"""A change of the calendar moves the open deadlines that were given in working days."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from docflow.deadlines.models import DueChange
from docflow.deadlines.services import move_due
from docflow.documents.models import Document
from docflow.documents.services import record_movement
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.routing.models import Assignment
from docflow.rules.parts import OPEN
from docflow.rules.workdays import add_working_days
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.jobs import onetime
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.workdays import services as workdays
from mailsvc.workdays.calendar import Day
from mailsvc.workdays.selectors import refresh


@transaction.atomic
def change_year(actor: Actor, *, year: int, days: Sequence[Day], source: str) -> None:
    """Keep the year and queue the job that computes open deadlines anew."""
    workdays.save_year(actor, year=year, days=days, source=source)
    title = f"Tính lại hạn theo lịch làm việc {year}"
    onetime.enqueue(actor, recompute, title=title, arguments={})


@work()
def recompute(run: Run) -> Outcome:
    """Document by document, each its own transaction; done twice it moves nothing more."""
    refresh(is_forced=True)
    pks = list(_open_parts().values_list("document_id", flat=True).distinct())
    moved = []
    for number, pk in enumerate(pks[run.done :], run.done):
        moved += recompute_document(run.actor, pk)
        run.step(number + 1, total=len(pks))
    text = f"Đã tính lại hạn: {len(moved)} việc đổi hạn, {len(pks)} văn bản đã xem."
    return Outcome(text, details=moved)


@transaction.atomic
def recompute_document(actor: Actor, document_pk: int, *, now: datetime | None = None) -> list[str]:
    """Move what the calendar moves; one line each. What has ended keeps its deadline."""
    at = now or clock.now()
    document = Document.objects.select_for_update().get(pk=document_pk)
    parts = _open_parts().filter(document=document).select_related("person", "unit", "parent")
    lines = [_moved(part, document, at) for part in parts.order_by("parent_id", "pk")]
    lines = [line for line in lines if line]
    if lines:
        document.save(update_fields=["due_on"])
        record_movement(
            actor,
            document,
            action="due_moved",
            state_from=document.state,
            text="\n".join(lines),
            facts={"moved": lines},
            now=at,
        )
    return lines


def _open_parts() -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        state__in=OPEN, due_days__isnull=False, counted_from__isnull=False
    )


def _moved(part: Assignment, document: Document, at: datetime) -> str:
    """The line in the history, or nothing where the day stays."""
    assert part.due_days is not None and part.counted_from is not None  # the filter's
    part.document = document
    due_on = add_working_days(part.counted_from, part.due_days)
    if part.parent is not None:
        above = Assignment.objects.get(pk=part.parent.pk).due_on
        due_on = min(due_on, above or due_on)  # T3
    if due_on == part.due_on or part.due_days == 0:
        return ""
    before = part.due_on
    move_due(part, due_on, DueChange.Cause.CALENDAR, now=at)
    part.save(update_fields=["due_on"])
    tell([part.person_id], document, Notice.Kind.DUE_MOVED, now=at)
    who = part.person.full_name if part.person else part.unit.name if part.unit else ""
    return f"{document.symbol or document.pk} · {who}: {before:%d/%m/%Y} → {due_on:%d/%m/%Y}"
