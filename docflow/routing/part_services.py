"""The steps of single parts: read, accept, finish, give back, take back, share out in a unit."""

from datetime import date, datetime

from django.db import transaction

from docflow.documents.access import need_person
from docflow.documents.models import Document
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.routing.commands import SubAssignCommand
from docflow.routing.giving import choose_due, end_parts
from docflow.routing.models import Assignment
from docflow.routing.part_steps import access_part, begin_part
from docflow.routing.parties import parties_of_part, parts_in_force
from docflow.routing.receivers import find_handler
from docflow.routing.steps import begin, need_reason, need_text, refuse_self, tidy
from docflow.rules.parts import OPEN, Part, PartParty, PartState
from docflow.rules.workdays import counting_day
from mailsvc.audit import services as audit
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.directory.actor import Actor


@transaction.atomic
def read_part(actor: Actor, *, part_pk: int, now: datetime | None = None) -> Assignment:
    """Who holds it has seen it; in the journal, not in the document's history.

    Read twice is read once; a document that is closed may be read too.
    """
    part = access_part(actor, part_pk)
    if PartParty.HOLDER not in parties_of_part(actor, part):
        raise Forbidden("part", "Phần việc này không giao cho đồng chí.")
    unread = Assignment.objects.filter(pk=part.pk, state=PartState.NEW)
    if not unread.update(state=PartState.READ, read_at=now or clock.now()):
        return part
    audit.record(
        actor,
        chain=part.document.agency.code,
        action="assignment.read",
        object_type="assignment",
        object_pk=part.pk,
        facts={"document": part.document_id},
    )
    part.refresh_from_db()
    return part


@transaction.atomic
def accept_part(actor: Actor, *, part_pk: int, now: datetime | None = None) -> Assignment:
    """Take a co-operating part, or what the head has shared out."""
    step = begin_part(actor, part_pk, "accept_part", now=now)
    step.part.person_id = step.part.person_id or need_person(step.capacity)
    step.part.accepted_at = step.now
    return step.finish()


@transaction.atomic
def finish_part(
    actor: Actor, *, part_pk: int, result: str, now: datetime | None = None
) -> Assignment:
    """Say what came of it; what was shared out below ends with it."""
    step = begin_part(actor, part_pk, "finish_part", now=now)
    step.part.result = need_text(result, field="result", missing="Hãy ghi kết quả phần việc.")
    end_parts(step.document, PartState.DONE, step.now, below=step.part, by_lead=step.part)
    givers = [step.part.given_by_id]
    tell(givers, step.document, Notice.Kind.PART_DONE, now=step.now, but=actor)
    return step.finish(text=step.part.result)


@transaction.atomic
def return_part(
    actor: Actor, *, part_pk: int, reason: str, now: datetime | None = None
) -> Assignment:
    """Give a part back to who gave it; what was shared out below is taken back."""
    step = begin_part(actor, part_pk, "return_part", now=now)
    words = need_reason(reason)
    end_parts(step.document, PartState.REVOKED, step.now, below=step.part)
    givers = [step.part.given_by_id]
    tell(givers, step.document, Notice.Kind.RETURNED, now=step.now, but=actor)
    return step.finish(text=words)


@transaction.atomic
def revoke_part(
    actor: Actor, *, part_pk: int, reason: str, now: datetime | None = None
) -> Assignment:
    """Take back what nobody has begun."""
    step = begin_part(actor, part_pk, "revoke_part", now=now)
    words = need_reason(reason)
    tell([step.part.person_id], step.document, Notice.Kind.REVOKED, now=step.now, but=actor)
    return step.finish(text=words)


@transaction.atomic
def sub_assign(actor: Actor, command: SubAssignCommand, now: datetime | None = None) -> Assignment:
    """The head shares out his unit's part; the deadline lies within the unit's own."""
    step = begin(actor, command.document_pk, "sub_assign", now=now)
    parent = _own_part(step.capacity, step.document)
    if command.part not in Part.values:
        words = "Hãy chọn vai trò."
        raise Invalid("part", words, {"part": words})
    assert parent.unit_id is not None  # only heads of units come here
    person = find_handler(parent.unit_id, command.person_pk)
    refuse_self(step, person.pk)
    _check_free(parent, person.pk, command.part)
    due_on, due_days = _inner_due(step.document, parent, command, step.now)
    if parent.state != PartState.WORKING:
        # Who shares out a part has taken it.
        parent.state, parent.accepted_at = PartState.WORKING, step.now
        parent.person_id = parent.person_id or need_person(step.capacity)
        parent.save(update_fields=["state", "accepted_at", "person"])
    child = Assignment.objects.create(
        document=step.document,
        directive_id=parent.directive_id,
        parent=parent,
        part=command.part,
        unit_id=parent.unit_id,
        person=person,
        given_by_id=need_person(step.capacity),
        instruction=tidy(command.text),
        due_on=due_on,
        first_due_on=due_on,
        due_days=due_days,
        counted_from=counting_day(clock.local(step.now)),
    )
    tell([person.pk], step.document, Notice.Kind.GIVEN, now=step.now, but=actor)
    words = f"{child.get_part_display()}: {person.full_name}"
    step.finish(text=words, facts={"part": child.pk, "person": person.pk})
    return child


def _own_part(actor: Actor, document: Document) -> Assignment:
    """The unit's part the actor heads, locked after its document."""
    for part in parts_in_force(document):
        part.document = document
        is_shared_out = part.parent_id is None and part.unit_id is not None
        if not is_shared_out or part.part == Part.INFORM:
            continue
        if PartParty.CHIEF in parties_of_part(actor, part):
            return Assignment.objects.select_for_update(of=("self",)).get(pk=part.pk)
    raise Forbidden("unit", "Chỉ trưởng đơn vị được phân việc trong đơn vị.")


def _check_free(parent: Assignment, person_pk: int, part: str) -> None:
    if parent.state not in OPEN:
        raise Conflict("state", "Phần việc của đơn vị đã kết thúc, không phân tiếp được.")
    children = Assignment.objects.filter(parent=parent, state__in=OPEN)
    if children.filter(person_id=person_pk).exists():
        words = "Người này đã được phân việc ở văn bản này."
        raise Invalid("person", words, {"person": words})
    if part == Part.LEAD and children.filter(part=Part.LEAD).exists():
        words = "Trong đơn vị đã có một người làm chính."
        raise Invalid("part", words, {"part": words})


def _inner_due(
    document: Document, parent: Assignment, command: SubAssignCommand, now: datetime
) -> tuple[date | None, int | None]:
    """Within the unit's own deadline; without a word the unit's own."""
    if command.part == Part.INFORM:
        return None, None
    if command.due_on is None and command.due_days is None:
        return parent.due_on, parent.due_days
    due_on, due_days = choose_due(document, command.due_on, command.due_days, now=now)
    if parent.due_on is not None and due_on > parent.due_on:
        words = (
            f"Hạn giao trong đơn vị {due_on:%d/%m/%Y} sau hạn của đơn vị {parent.due_on:%d/%m/%Y}."
        )
        raise Invalid("due_on", words, {"due_on": words})
    return due_on, due_days
