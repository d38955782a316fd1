"""Writing a directive: what `direct` and `redirect` share once their step is allowed."""

from docflow.documents.access import need_person
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.routing.commands import DirectCommand
from docflow.routing.giving import choose_due, give
from docflow.routing.guards import directive_in_force
from docflow.routing.models import Assignment, Directive
from docflow.routing.receivers import check_receivers, list_heads
from docflow.routing.steps import Step, need_text, refuse_self
from mailsvc.directory.roles import Role


def write_directive(step: Step, command: DirectCommand, *, kind: Directive.Kind) -> Directive:
    """The directive with its parts, the document's deadline, the step's record."""
    document = step.document
    text = need_text(command.text, field="text", missing="Hãy ghi ý kiến chỉ đạo.")
    check_receivers(document, command)
    refuse_self(step, command.lead.person_pk)
    due_on, due_days = choose_due(document, command.due_on, command.due_days, now=step.now)
    directive = Directive.objects.create(
        document=document,
        kind=kind,
        previous=directive_in_force(document),
        author_id=need_person(step.actor),
        author_title=leader_title(step),
        text=text,
        due_on=due_on,
        due_days=due_days,
        needs_approval=command.needs_approval,
        given_at=step.now,
    )
    give(directive, Assignment.Part.LEAD, [command.lead], now=step.now)
    give(directive, Assignment.Part.COOPERATE, command.cooperating, now=step.now)
    give(directive, Assignment.Part.INFORM, command.informed, now=step.now)
    document.due_on = due_on
    _tell_receivers(step, directive)
    step.finish(text=text, facts={"directive": directive.pk, "due_on": due_on.isoformat()})
    return directive


def _tell_receivers(step: Step, directive: Directive) -> None:
    """Those named, and the heads of the units named."""
    parts = list(directive.assignments.all())
    units = [part.unit_id for part in parts if part.unit_id is not None]
    heads = list_heads(units)
    people = [part.person_id for part in parts] + heads
    tell(people, step.document, Notice.Kind.GIVEN, now=step.now, but=step.actor)


def leader_title(step: Step) -> str:
    """The title under which the agency is led; of a deputy, in whose place."""
    titles = [
        duty.title
        for duty in step.capacity.duties
        if duty.role == Role.LEADER and duty.agency_pk == step.document.agency_id
    ]
    if step.stand_in is None:
        return titles[0][:100]
    return f"thay {step.capacity.name}, {titles[0]}"[:100]
