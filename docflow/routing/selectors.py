"""What waits for whom; lists and counters come from the same rows."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce

from docflow.deadlines.selectors import extensions_to_answer
from docflow.documents.access import visible_to, working_agencies
from docflow.documents.models import Document
from docflow.documents.selectors import by_urgency
from docflow.intake.access import visible_arrivals
from docflow.intake.models import Arrival
from docflow.register.models import RegisterEntry
from docflow.routing.guards import is_open
from docflow.routing.models import Assignment, Directive
from docflow.routing.own_parts import helper_parts, inner_parts, unread_parts
from docflow.routing.parties import (
    find_lead,
    parties_of,
    parties_of_part,
    parts_in_force,
)
from docflow.routing.receivers import list_unit_people
from docflow.routing.waiting import WAITED_FOR, waiting_for
from docflow.rules.levels import URGENCY_RANK
from docflow.rules.parts import PartParty, find_part_rows
from docflow.rules.states import Direction, State
from docflow.rules.transitions import Party, Transition, find_rows, list_transitions
from docflow.rules.workdays import DueStatus, due_status
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Person, Unit
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_agencies, list_posts, list_units
from mailsvc.prepared.queries import PreparedFor


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
    part_pk: int | None = None

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
        if document.state in row.sources and row.parties & parties and is_open(row, document)
    ]


def list_my_work(actor: Actor, *, today: date | None = None) -> list[WorkItem]:
    """What waits for the actor: urgent first, then by deadline, then the oldest."""
    day = today or clock.today()
    who = (actor, actor.stand_ins, clock.today())
    waiting = _WAITING.all(*who)
    prefetch_related_objects(waiting, _numbers("entries"))
    parts = {action: query.all(*who) for action, query in _PARTS.items()}
    of_parts = [part for rows in parts.values() for part in rows]
    prefetch_related_objects(of_parts, _numbers("document__entries"))
    items = [
        *(_arrival_item(arrival) for arrival in _ARRIVALS.all(*who)),
        *(_document_item(document, day) for document in waiting),
        *(_part_item(part, action, day) for action, rows in parts.items() for part in rows),
    ]
    return sorted(items, key=_order)


def list_waiting_for_others(actor: Actor) -> list[Document]:
    """Own drafts that someone else holds now."""
    return _HELD_BY_OTHERS.all(actor, actor.stand_ins, clock.today())


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


def list_subordinates(actor: Actor, document: Document) -> list[Person]:
    """Whom the head may give a part of his unit's work; nobody for others."""
    for part in parts_in_force(document):
        headed = part.unit_id is not None and actor.has_role(Role.UNIT_HEAD, unit_pk=part.unit_id)
        if headed and part.unit_id is not None and part.parent_id is None:
            people = list_unit_people(part.unit_id)
            return [one for one in people if one.pk != actor.person_pk]
    return []


def list_directives(document: Document) -> list[Directive]:
    """Every opinion with its receivers, oldest first; what a unit shares out below its part."""
    parts = Assignment.objects.select_related("unit", "person")
    ordered = parts.order_by(Coalesce("parent_id", "pk"), "pk")
    rows = document.directives.select_related("author", "previous")
    return list(rows.prefetch_related(Prefetch("assignments", queryset=ordered)))


def list_parts(document: Document) -> list[Assignment]:
    """Every part of the directive in force, a unit's own before what it shares out."""
    rows = parts_in_force(document)
    parts = [part for part in rows if part.parent_id is None]
    inner = [part for part in rows if part.parent_id is not None]
    by_pk = {part.pk: part for part in parts}
    for part in (*parts, *inner):
        part.document = document
        part.parent = by_pk.get(part.parent_id) if part.parent_id else None
    return [one for part in parts for one in (part, *(i for i in inner if i.parent is part))]


def list_unread_parts(actor: Actor, document: Document) -> list[Assignment]:
    """Parts of the document that were given to the actor and that nobody has seen."""
    unread = document.assignments.filter(state=Assignment.State.NEW).select_related("parent")
    parts = list(unread)
    for part in parts:
        part.document = document
    return [part for part in parts if PartParty.HOLDER in parties_of_part(actor, part)]


def list_recipient_agencies(actor: Actor) -> QuerySet[Agency]:
    """Agencies a document may be sent to: all but the actor's own."""
    return list_agencies().exclude(pk__in=working_agencies(actor))


def with_numbers(documents: list[Document]) -> None:
    """Set `active_entries` of each: its lines in the registers."""
    prefetch_related_objects(documents, _numbers("entries"))


def _arrivals(actor: Actor) -> QuerySet[Arrival]:
    waiting = visible_arrivals(actor).filter(state=Arrival.State.WAITING)
    return waiting.select_related("sender_agency")


def _held_by_others(actor: Actor) -> QuerySet[Document]:
    held = (
        State.CONTENT_REVIEW,
        State.SIGNING,
        State.APPROVED,
        State.NUMBERED,
        State.SEALED,
    )
    rows = visible_to(actor).filter(author_id=actor.person_pk, state__in=held)
    return by_urgency(rows).select_related("agency", "unit")


# The first page asks these of everybody, each morning at once. Rights and posts may end with a day;
# for whom somebody stands in is no part of what makes two actors equal, hence an argument too.
_ARRIVALS: PreparedFor[Arrival] = PreparedFor(lambda actor, _lent, _day: _arrivals(actor))
_HELD_BY_OTHERS: PreparedFor[Document] = PreparedFor(
    lambda actor, _lent, _day: _held_by_others(actor)
)
_WAITING: PreparedFor[Document] = PreparedFor(
    lambda actor, _lent, _day: waiting_for(actor).select_related("agency", "unit", "author")
)
# By the action each waits for: parts, and requests for more time about them.
_PARTS: dict[str, PreparedFor[Assignment]] = {
    "add_work_note": PreparedFor(lambda actor, _lent, _day: _shown(helper_parts(actor))),
    "finish_part": PreparedFor(lambda actor, _lent, _day: _shown(inner_parts(actor))),
    "read": PreparedFor(lambda actor, _lent, _day: _shown(unread_parts(actor))),
    "answer_extension": PreparedFor(lambda actor, _lent, _day: _shown(_asked_about(actor))),
}


def _shown(parts: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return parts.select_related("document__agency")


def _asked_about(actor: Actor) -> QuerySet[Assignment]:
    return Assignment.objects.filter(pk__in=extensions_to_answer(actor).values("part_id"))


def _numbers(lookup: str) -> "Prefetch[str]":
    """The entry in force, so that a line shows its số đến without a query of its own."""
    active = RegisterEntry.objects.filter(state=RegisterEntry.State.ACTIVE)
    return Prefetch(lookup, queryset=active, to_attr="active_entries")


def _arrival_item(arrival: Arrival) -> WorkItem:
    label = str(find_rows(Direction.IN, "register")[0].label)
    return WorkItem(None, arrival, "register", label, "", None, DueStatus.NONE, None)


def _document_item(document: Document, today: date) -> WorkItem:
    action = WAITED_FOR[document.state]
    label = str(find_rows(document.direction, action)[0].label)
    entries: list[RegisterEntry] = getattr(document, "active_entries", [])
    is_led = document.state in {State.DIRECTED, State.IN_PROGRESS}
    return WorkItem(
        document=document,
        arrival=None,
        action=action,
        label=label,
        part=str(Assignment.Part.LEAD.label) if is_led else "",
        due_on=document.due_on,
        due_status=due_status(document.due_on, today),
        number=entries[0].number if entries and document.direction == Direction.IN else None,
    )


def _part_item(part: Assignment, action: str, today: date) -> WorkItem:
    labels = [row.label for row in find_rows(Direction.IN, action)]
    labels += [row.label for row in find_part_rows(action)]
    return replace(
        _document_item(part.document, today),
        action=action,
        label=str(labels[0]),
        part=str(part.get_part_display()),
        due_on=part.due_on,
        due_status=due_status(part.due_on, today),
        part_pk=part.pk,
    )


def _order(item: WorkItem) -> tuple[int, date, int]:
    pk = item.document.pk if item.document else 0
    return (-URGENCY_RANK.get(item.urgency, 0), item.due_on or date.max, pk)
