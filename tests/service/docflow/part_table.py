"""Who may do what with one receiver's part, written by hand, and how each step is called."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from docflow.deadlines import services as deadlines
from docflow.deadlines.models import Extension
from docflow.documents.models import Document
from docflow.routing import part_services, services
from docflow.routing.commands import Receiver, SubAssignCommand
from docflow.routing.models import Assignment
from docflow.rules.parts import PartState
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import NOW, REASON, Office, bring_incoming_to, direct_command

# (kind of part, action) → who may while it is open and unread. Nobody else.
WHO = {
    ("lead", "read"): "head officer colleague",
    ("cooperate", "read"): "other_head stranger",
    ("inform", "read"): "colleague",
    ("inner", "read"): "colleague",
    ("cooperate", "accept_part"): "other_head stranger",
    ("inner", "accept_part"): "colleague",
    ("cooperate", "finish_part"): "other_head stranger",
    ("inner", "finish_part"): "colleague",
    ("cooperate", "return_part"): "other_head",
    ("inner", "return_part"): "colleague",
    ("cooperate", "revoke_part"): "leader",
    ("inform", "revoke_part"): "leader",
    ("inner", "revoke_part"): "head",
    ("lead", "ask_extension"): "head officer colleague",
    ("cooperate", "ask_extension"): "other_head stranger",
    ("inner", "ask_extension"): "colleague",
    ("lead", "answer_extension"): "leader",
    ("cooperate", "answer_extension"): "leader",
    ("inner", "answer_extension"): "head",
}
_TIME = {"ask_extension", "answer_extension"}
# What may still be done once the part is in a state; reading is for new ones.
OPEN_TO = {
    PartState.NEW: {"read", "accept_part", "finish_part", "return_part", "revoke_part", *_TIME},
    PartState.READ: {"accept_part", "finish_part", "return_part", "revoke_part", *_TIME},
    PartState.WORKING: {"finish_part", "return_part", *_TIME},
    PartState.DONE: set(),
    PartState.RETURNED: set(),
    PartState.REVOKED: set(),
    PartState.EXPIRED: set(),
}
Call = Callable[[Actor, int], object]
CALLS: dict[str, Call] = {
    "read": lambda a, pk: part_services.read_part(a, part_pk=pk, now=NOW),
    "accept_part": lambda a, pk: part_services.accept_part(a, part_pk=pk, now=NOW),
    "finish_part": lambda a, pk: part_services.finish_part(a, part_pk=pk, result="Xong.", now=NOW),
    "return_part": lambda a, pk: part_services.return_part(a, part_pk=pk, reason=REASON, now=NOW),
    "revoke_part": lambda a, pk: part_services.revoke_part(a, part_pk=pk, reason=REASON, now=NOW),
    "ask_extension": lambda a, pk: deadlines.ask_extension(
        a, part_pk=pk, wanted_on=day_after_due(pk), reason=REASON, now=NOW
    ),
    "answer_extension": lambda a, pk: deadlines.answer_extension(
        a, part_pk=pk, answer=deadlines.Answer(None, REASON), now=NOW
    ),
}


def make_parts(office: Office) -> dict[str, Assignment]:
    """A directed document with one part of each kind."""
    document = bring_incoming_to(office, "presented")
    informed = (Receiver(person_pk=office.colleague.person_pk),)
    services.direct(office.leader, direct_command(office, document, informed=informed), now=NOW)
    # Due before its unit, so that more time can be asked for.
    inner = share(office, document, part="cooperate", due_on=date(2009, 11, 20))
    part_services.sub_assign(office.head, inner, now=NOW)
    rows = {
        "inner" if part.parent_id else str(part.part): part for part in document.assignments.all()
    }
    # The lead was taken by sharing out of it; the table is about one nobody has opened.
    Assignment.objects.filter(pk=rows["lead"].pk).update(state="new", person=None)
    return rows


def share(office: Office, document: Document, **changes: object) -> SubAssignCommand:
    command = SubAssignCommand(
        document_pk=document.pk, person_pk=office.colleague.person_pk or 0, part="lead"
    )
    return replace(command, **changes)


def may(kind: str, action: str, state: PartState) -> list[str]:
    """Who takes this step in this state."""
    return WHO.get((kind, action), "").split() if action in OPEN_TO[state] else []


def day_after_due(pk: int) -> date:
    """The day after the part's deadline; any day for who is only informed."""
    due_on = Assignment.objects.get(pk=pk).due_on
    return (due_on or date(2009, 11, 20)) + timedelta(days=1)


def set_stage(part: Assignment, action: str, asker: Actor) -> None:
    """What the step needs beside the part's state: an answer somebody who asked."""
    if action == "answer_extension":
        Extension.objects.create(
            part=part,
            asked_by_id=asker.person_pk,
            asked_at=NOW,
            wanted_on=day_after_due(part.pk),
            reason=REASON,
        )
