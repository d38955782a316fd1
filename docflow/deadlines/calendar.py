"""A change of the calendar moves the open deadlines that were given in working days."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.jobs import onetime
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.workdays import services as workdays
from mailsvc.workdays.calendar import Day, is_working_day, judge_by
from mailsvc.workdays.selectors import refresh

_TOLD_MAX = 500


@dataclass(frozen=True)
class Move:
    """A deadline that a calendar would move; nothing of what the document says."""

    part: Assignment
    before: date
    after: date


def list_moves(actor: Actor, *, year: int, days: Sequence[Day]) -> Iterator[Move]:
    """What `change_year` with these days would move, document by document; nothing is changed."""
    require_administrator(actor)
    workdays.check_days(year=year, days=days)
    is_working = judge_by(year, days)
    moved: dict[int, date] = {}
    rows = _open_parts().select_related("document__agency", "person", "unit", "parent")
    ordered = rows.order_by("document__agency", "document_id", "parent_id", "pk")
    for part in ordered.iterator(chunk_size=500):
        above = part.parent
        above_due = moved.get(above.pk, above.due_on) if above is not None else None
        after = _due_of(part, above_due, is_working)
        if after is not None and part.due_on is not None:
            moved[part.pk] = after
            yield Move(part, part.due_on, after)


@transaction.atomic
def change_year(actor: Actor, *, year: int, days: Sequence[Day], source: str) -> None:
    """Keep the year and queue the job that computes open deadlines anew."""
    workdays.save_year(actor, year=year, days=days, source=source)
    title = f"Tính lại hạn theo lịch làm việc {year}"
    onetime.enqueue(actor, recompute, title=title, arguments={})


@work()
def recompute(run: Run) -> Outcome:
    """Document by document, each its own transaction; done twice it moves nothing more.

    The calendar moves them, not the administrator: his name in their history would let him see
    documents that are not his.
    """
    require_administrator(run.actor)
    refresh(is_forced=True)
    rows = _open_parts().filter(document_id__gt=run.checkpoint.get("after", 0))
    pks = list(rows.order_by("document_id").values_list("document_id", flat=True).distinct())
    moved: list[str] = run.checkpoint.get("moved", [])
    total = run.done + len(pks)
    for number, pk in enumerate(pks, run.done + 1):
        moved += recompute_document(SYSTEM, pk)
        run.step(number, total=total, checkpoint={"after": pk, "moved": moved[:_TOLD_MAX]})
    text = f"Đã tính lại hạn: {len(moved)} việc đổi hạn, {total} văn bản đã xem."
    return Outcome(text, details=moved[:_TOLD_MAX])


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


def _due_of(
    part: Assignment,
    above_due: date | None,
    is_working: Callable[[date], bool] = is_working_day,
) -> date | None:
    """The day the part is due by this calendar; None where it stays."""
    assert part.due_days is not None and part.counted_from is not None  # the filter's
    if part.due_days == 0:
        return None
    due_on = add_working_days(part.counted_from, part.due_days, is_working=is_working)
    due_on = min(due_on, above_due or due_on)  # T3
    return None if due_on == part.due_on else due_on


def _moved(part: Assignment, document: Document, at: datetime) -> str:
    """The line in the history, or nothing where the day stays."""
    part.document = document
    above = part.parent
    above_due = Assignment.objects.get(pk=above.pk).due_on if above is not None else None
    due_on = _due_of(part, above_due)
    if due_on is None:
        return ""
    before = part.due_on
    move_due(part, due_on, DueChange.Cause.CALENDAR, now=at)
    part.save(update_fields=["due_on"])
    tell([part.person_id], document, Notice.Kind.DUE_MOVED, now=at)
    which = f"{document.symbol or document.pk} · {holder_of(part)}"
    return f"{which}: {before:%d/%m/%Y} → {due_on:%d/%m/%Y}"


def holder_of(part: Assignment) -> str:
    """Who has it, in words."""
    return part.person.full_name if part.person else part.unit.name if part.unit else ""
