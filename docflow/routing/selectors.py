"""What waits for whom; lists and counters come from the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from docflow.documents.access import agencies_of, units_of, visible_to, working_agencies
from docflow.documents.models import Document
from docflow.documents.selectors import by_urgency
from docflow.intake.access import visible_arrivals
from docflow.intake.models import Arrival
from docflow.register.models import RegisterEntry
from docflow.routing.models import Assignment, Directive
from docflow.routing.parties import find_lead, parties_of
from docflow.routing.receivers import list_unit_people
from docflow.rules.levels import URGENCY_RANK
from docflow.rules.states import Direction, State
from docflow.rules.transitions import Party, Transition, list_transitions
from docflow.rules.workdays import DueStatus, due_status
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Person, Unit
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_agencies, list_posts, list_units

# The one action each state waits for; what else is possible stands on the document's page.
_WAITED_FOR: dict[str, str] = {
    State.REGISTERED: "present",
    State.PRESENTED: "direct",
    State.DIRECTED: "accept",
    State.IN_PROGRESS: "complete",
    State.DRAFT: "submit",
    State.RETURNED: "submit",
    State.CONTENT_REVIEW: "approve_content",
    State.SIGNING: "approve",
    State.APPROVED: "assign_number",
    State.NUMBERED: "issue",
}
_OPEN_PARTS = (Assignment.State.NEW, Assignment.State.WORKING)


@dataclass(frozen=True)
class WorkItem:
    """One thing the actor has to do: a document's next step, or an arrival to register."""

    document: Document | None
    arrival: Arrival | None
    action: str
    label: str
    part: str
    due_on: date | None
    due_status: DueStatus
    number: int | None

    @property
    def urgency(self) -> str:
        item = self.document or self.arrival
        return item.urgency if item else ""


@dataclass(frozen=True)
class ReceiverChoices:
    """Whom a leader may name in a directive."""

    units: list[Unit]
    people: list[Person]


def list_actions(actor: Actor, document: Document) -> list[Transition]:
    """What the actor may do with the document now; pages draw buttons from it."""
    parties = parties_of(actor, document)
    return [
        row
        for row in list_transitions(document.direction)
        if document.state in row.sources and row.parties & parties
    ]


def list_my_work(actor: Actor, *, today: date | None = None) -> list[WorkItem]:
    """What waits for the actor: urgent first, then by deadline, then the oldest."""
    day = today or clock.today()
    items = [*_arrival_items(actor), *_document_items(actor, day), *_helper_items(actor, day)]
    return sorted(items, key=_order)


def count_my_work(actor: Actor, *, today: date | None = None) -> int:
    """The length of that list."""
    return len(list_my_work(actor, today=today))


def list_waiting_for_others(actor: Actor) -> list[Document]:
    """Own drafts that someone else holds now."""
    held = (State.CONTENT_REVIEW, State.SIGNING, State.APPROVED, State.NUMBERED)
    rows = visible_to(actor).filter(author_id=actor.person_pk, state__in=held)
    return list(by_urgency(rows).select_related("agency", "unit"))


def list_receivers(actor: Actor) -> ReceiverChoices:
    """Units and people of the actor's agency, for the directive's form."""
    if actor.agency_pk is None:
        return ReceiverChoices([], [])
    posts = list_posts(actor.agency_pk).exclude(role__in=(Role.SYSADMIN, Role.STATISTICIAN))
    people = list(dict.fromkeys(post.person for post in posts))
    return ReceiverChoices(list(list_units(actor.agency_pk)), people)


def list_handlers(actor: Actor, document: Document) -> list[Person]:
    """Whom the head of the lead unit may hand the work to; nobody for others."""
    lead = find_lead(document)
    if lead is None or lead.unit_id is None or Party.LEAD_HEAD not in parties_of(actor, document):
        return []
    return list_unit_people(lead.unit_id)


def list_recipient_agencies(actor: Actor) -> QuerySet[Agency]:
    """Agencies a document may be sent to: all but the actor's own."""
    return list_agencies().exclude(pk__in=working_agencies(actor))


def current_directive(document: Document) -> Directive | None:
    """The opinion in force, with its receivers."""
    return (
        document.directives.select_related("author")
        .prefetch_related("assignments__unit", "assignments__person")
        .order_by("-pk")
        .first()
    )


def _arrival_items(actor: Actor) -> Iterator[WorkItem]:
    for arrival in visible_arrivals(actor).filter(state=Arrival.State.WAITING):
        yield WorkItem(None, arrival, "register", "Vào sổ", "", None, DueStatus.NONE, None)


def _document_items(actor: Actor, today: date) -> Iterator[WorkItem]:
    for document in _candidates(actor):
        action = _WAITED_FOR[document.state]
        row = next((r for r in list_actions(actor, document) if r.action == action), None)
        if row is not None and _is_mine(actor, document):
            yield _item(document, action, str(row.label), "", today)


def _helper_items(actor: Actor, today: date) -> Iterator[WorkItem]:
    """Co-operating parts under way: nothing to press but a note to write."""
    units = units_of(actor, Role.UNIT_HEAD, Role.OFFICER)
    parts = Assignment.objects.filter(
        Q(person_id=actor.person_pk) | Q(person__isnull=True, unit_id__in=units),
        part=Assignment.Part.COOPERATE,
        state__in=_OPEN_PARTS,
        document__in=visible_to(actor).filter(state=State.IN_PROGRESS),
    )
    for part in parts.select_related("document"):
        label = Assignment.Part.COOPERATE.label
        yield _item(part.document, "add_work_note", "Phối hợp", str(label), today)


def _candidates(actor: Actor) -> QuerySet[Document]:
    """Documents whose next step may be the actor's, by role; the tables decide in the end."""
    clerk, leader = agencies_of(actor, Role.CLERK), agencies_of(actor, Role.LEADER)
    headed, worked = units_of(actor, Role.UNIT_HEAD), units_of(actor, Role.UNIT_HEAD, Role.OFFICER)
    leads = Assignment.objects.filter(part=Assignment.Part.LEAD, state__in=_OPEN_PARTS).filter(
        Q(person_id=actor.person_pk) | Q(unit_id__in=worked)
    )
    mine = (
        Q(agency_id__in=clerk, state__in=(State.REGISTERED, State.APPROVED, State.NUMBERED))
        | Q(agency_id__in=leader, state__in=(State.PRESENTED, State.SIGNING, State.CONTENT_REVIEW))
        | Q(unit_id__in=headed, state=State.CONTENT_REVIEW)
        | Q(author_id=actor.person_pk, state__in=(State.DRAFT, State.RETURNED))
        | Q(pk__in=leads.values("document_id"), state__in=(State.DIRECTED, State.IN_PROGRESS))
    )
    return visible_to(actor).filter(mine).select_related("agency", "unit", "author")


def _is_mine(actor: Actor, document: Document) -> bool:
    """Work under way waits for its handler; his head may end it, but need not."""
    if document.state != State.IN_PROGRESS:
        return True
    lead = find_lead(document)
    return lead is not None and lead.person_id == actor.person_pk


def _item(document: Document, action: str, label: str, part: str, today: date) -> WorkItem:
    entry = RegisterEntry.objects.filter(
        document=document, state=RegisterEntry.State.ACTIVE, document__direction=Direction.IN
    ).first()
    return WorkItem(
        document=document,
        arrival=None,
        action=action,
        label=label,
        part=part or _part_of(document),
        due_on=document.due_on,
        due_status=due_status(document.due_on, today),
        number=entry.number if entry else None,
    )


def _part_of(document: Document) -> str:
    has_lead = document.state in {State.DIRECTED, State.IN_PROGRESS}
    return str(Assignment.Part.LEAD.label) if has_lead else ""


def _order(item: WorkItem) -> tuple[int, date, int]:
    pk = item.document.pk if item.document else 0
    return (-URGENCY_RANK.get(item.urgency, 0), item.due_on or date.max, pk)
