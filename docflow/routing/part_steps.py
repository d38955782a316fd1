"""One step of one receiver's part: lock document and part, permission and state by the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from docflow.documents.access import lock_document, no_document, visible_to
from docflow.documents.models import Document
from docflow.documents.services import record_movement
from docflow.routing.models import Assignment
from docflow.routing.parties import part_parties_as, parties_of_part
from docflow.routing.whose import part_not_yours
from docflow.rules.parts import PART_ROWS, PartParty, PartRow, PartState, find_part_row
from docflow.rules.states import State
from mailsvc.audit.services import JSON
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor, StandIn

_UNDER_WAY = (State.DIRECTED, State.IN_PROGRESS)


@dataclass(frozen=True)
class PartStep:
    """A step that is allowed and under way: its document and its part are locked."""

    actor: Actor
    document: Document
    part: Assignment
    row: PartRow
    now: datetime
    stand_in: StandIn | None = None

    @property
    def capacity(self) -> Actor:
        """In whose place the step is taken."""
        return self.stand_in.actor if self.stand_in else self.actor

    def finish(self, *, text: str = "", facts: Mapping[str, JSON] | None = None) -> Assignment:
        """Move the part to the row's target and record the step in the document's history."""
        part = self.part
        if self.row.target is not None:
            part.state = self.row.target
        if part.state not in {PartState.NEW, PartState.READ, PartState.WORKING}:
            part.ended_at = self.now
        part.save()
        self.document.save(update_fields=["due_on"])
        record_movement(
            self.actor,
            self.document,
            action=self.row.action,
            state_from=self.document.state,
            text=text,
            facts={"part": part.pk, **(facts or {})},
            now=self.now,
            stand_in=self.stand_in,
        )
        return part


def begin_part(actor: Actor, part_pk: int, action: str, *, now: datetime | None) -> PartStep:
    """NotFound for a stranger, Forbidden for a wrong person, Conflict for a wrong state."""
    document_pk = Assignment.objects.filter(pk=part_pk).values_list("document_id", flat=True)
    document = lock_document(actor, document_pk.first() or 0)
    rows = Assignment.objects.select_related("parent", "unit", "person", "given_by")
    part = rows.select_for_update(of=("self",)).get(pk=part_pk)
    part.document = document
    row = choose_part_row(part, parties_of_part(actor, part), action)
    if document.state not in _UNDER_WAY:
        raise _ended(State(document.state).label)
    own = part_parties_as(actor, part)
    stand_in = None if row.parties & own else _stand_in(actor, part, row)
    return PartStep(actor, document, part, row, now or clock.now(), stand_in)


def _stand_in(actor: Actor, part: Assignment, row: PartRow) -> StandIn | None:
    """Through whom the actor may take the step."""
    fit = (s for s in actor.stand_ins if row.parties & part_parties_as(s.actor, part))
    return next(fit, None)


def access_part(actor: Actor, pk: int) -> Assignment:
    """A part of a document the actor may see; stranger and missing give the same NotFound."""
    rows = Assignment.objects.select_related(
        "document__agency", "parent", "unit", "person", "given_by"
    )
    found = rows.filter(pk=pk, document__in=visible_to(actor)).first()
    if found is None:
        raise no_document()
    return found


def choose_part_row(part: Assignment, parties: frozenset[PartParty], action: str) -> PartRow:
    """The row that fits; Forbidden comes before Conflict."""
    row = find_part_row(action, part.part, is_inner=part.parent_id is not None)
    if row is None:
        raise Conflict("part", f"Vai trò “{part.get_part_display()}” không có việc này.")
    if not row.parties & parties:
        raise part_not_yours(part, row)
    if part.state not in row.sources:
        raise _ended(part.get_state_display())
    return row


def list_part_actions(actor: Actor, part: Assignment) -> list[PartRow]:
    """What the actor may do with the part now; pages draw buttons from it."""
    if part.document.state not in _UNDER_WAY:
        return []
    parties = parties_of_part(actor, part)
    return [
        row
        for row in PART_ROWS
        if part.part in row.parts
        and row.inner in (None, part.parent_id is not None)
        and part.state in row.sources
        and row.parties & parties
    ]


def _ended(label: object) -> Conflict:
    return Conflict("state", f"Phần việc này “{label}”, hãy tải lại trang rồi xem.")
