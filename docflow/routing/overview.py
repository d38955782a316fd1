"""Who has to act and what is late: for a leader his agency, for a head his unit, on one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from docflow.documents.access import agencies_of, units_of, visible_to
from docflow.documents.models import Document
from docflow.routing.models import Assignment
from docflow.routing.whose import name_of
from docflow.rules.levels import URGENCY_RANK
from docflow.rules.parts import OPEN, Part
from docflow.rules.states import State
from docflow.rules.workdays import DueStatus, due_status
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role


@dataclass(frozen=True)
class Held:
    """One document under way, and who holds it."""

    document: Document
    holder: str
    unit: str
    status: DueStatus
    first_due_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Holder:
    """A unit, or a person directed by name: how much is with it."""

    name: str
    total: int
    due_soon: int
    overdue: int


def may_oversee(actor: Actor) -> bool:
    """Leaders and heads of units have somebody to look after."""
    return actor.has_role(Role.LEADER) or actor.has_role(Role.UNIT_HEAD)


def list_held(actor: Actor, *, today: date) -> list[Held]:
    """All work under way in the actor's care: urgent first, then the earliest deadline."""
    rows = [_held(part, today) for part in _leads(actor)]
    return sorted(rows, key=_order)


def list_holders(held: Iterable[Held]) -> list[Holder]:
    """The same rows by unit, most overdue first."""
    by_unit: dict[str, list[Held]] = {}
    for row in held:
        by_unit.setdefault(row.unit or row.holder, []).append(row)
    holders = [
        Holder(
            name,
            len(rows),
            sum(row.status == DueStatus.DUE_SOON for row in rows),
            sum(row.status == DueStatus.OVERDUE for row in rows),
        )
        for name, rows in by_unit.items()
    ]
    return sorted(holders, key=lambda one: (-one.overdue, -one.total, one.name))


def _leads(actor: Actor) -> QuerySet[Assignment]:
    mine = Q(document__agency_id__in=agencies_of(actor, Role.LEADER))
    mine |= Q(unit_id__in=units_of(actor, Role.UNIT_HEAD))
    under_way = visible_to(actor).filter(state__in=(State.DIRECTED, State.IN_PROGRESS))
    parts = Assignment.objects.filter(
        mine, part=Part.LEAD, parent__isnull=True, state__in=OPEN, document__in=under_way
    )
    return parts.select_related("document", "unit", "person")


def _held(part: Assignment, today: date) -> Held:
    return Held(
        document=part.document,
        holder=name_of(part),
        unit=part.unit.name if part.unit else "",
        status=due_status(part.due_on, today),
        first_due_on=part.first_due_on,
        due_on=part.due_on,
    )


def _order(row: Held) -> tuple[bool, int, date, int]:
    rank = URGENCY_RANK.get(row.document.urgency, 0)
    return (row.status != DueStatus.OVERDUE, -rank, row.due_on or date.max, row.document.pk)
