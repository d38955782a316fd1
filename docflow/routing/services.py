"""The steps of an incoming document, from the clerk's hands to the finished work."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from docflow.dispatch.receipts import report_for
from docflow.documents.access import need_person, visible_to
from docflow.documents.models import Document, Relation
from docflow.documents.services import relate
from docflow.routing.commands import DirectCommand, Receiver
from docflow.routing.models import Assignment, Directive, WorkNote
from docflow.routing.parties import find_lead
from docflow.routing.receivers import check_receivers, find_handler
from docflow.routing.steps import Step, begin, need_reason, need_text, tidy
from docflow.rules.states import State, StatusCode
from docflow.rules.transitions import Party
from docflow.rules.workdays import default_due_on
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

_OPEN = (Assignment.State.NEW, Assignment.State.WORKING)


@transaction.atomic
def present(
    actor: Actor, *, document_pk: int, text: str = "", now: datetime | None = None
) -> Document:
    """The clerk lays the document before the leaders (ND30 art. 23(1))."""
    return begin(actor, document_pk, "present", now=now).finish(text=tidy(text))


@transaction.atomic
def note(
    actor: Actor, *, document_pk: int, text: str = "", now: datetime | None = None
) -> Document:
    """The leader decides that nothing is to be done."""
    return begin(actor, document_pk, "note", now=now).finish(text=tidy(text))


@transaction.atomic
def direct(actor: Actor, command: DirectCommand, now: datetime | None = None) -> Directive:
    """The leader's opinion, written once, with exactly one lead (ND30 art. 23(2))."""
    step = begin(actor, command.document_pk, "direct", now=now)
    text = need_text(command.text, field="text", missing="Hãy ghi ý kiến chỉ đạo.")
    check_receivers(step.document, command)
    today = clock.local_day(step.now)
    due_on = command.due_on or default_due_on(step.document.urgency, today)
    if due_on < today:
        words = "Thời hạn không được trước ngày hôm nay."
        raise Invalid("due_on", words, {"due_on": words})
    directive = Directive.objects.create(
        document=step.document,
        author_id=need_person(actor),
        author_title=_leader_title(actor, step.document),
        text=text,
        due_on=due_on,
        given_at=step.now,
    )
    _assign(directive, Assignment.Part.LEAD, [command.lead])
    _assign(directive, Assignment.Part.COOPERATE, command.cooperating)
    _assign(directive, Assignment.Part.INFORM, command.informed)
    step.document.due_on = due_on
    step.finish(text=text, facts={"directive": directive.pk, "due_on": due_on.isoformat()})
    report_for(actor, step.document, StatusCode.ASSIGNED, now=step.now)
    return directive


@transaction.atomic
def accept(
    actor: Actor, *, document_pk: int, handler_pk: int | None = None, now: datetime | None = None
) -> Assignment:
    """Take the lead's work, or as head of the unit hand it to one of its officers."""
    step = begin(actor, document_pk, "accept", now=now)
    lead = _lock_lead(step.document)
    lead.person_id, text = actor.person_pk, ""
    if handler_pk is not None and handler_pk != actor.person_pk:
        if Party.LEAD_HEAD not in step.parties or lead.unit_id is None:
            raise Forbidden("handler", "Chỉ trưởng đơn vị chủ trì được giao việc cho người khác.")
        handler = find_handler(lead.unit_id, handler_pk)
        lead.person_id, text = handler.pk, f"giao cho {handler.full_name}"
    lead.state = Assignment.State.WORKING
    lead.accepted_at = step.now
    lead.save(update_fields=["person", "state", "accepted_at"])
    step.finish(text=text, facts={"handler": lead.person_id})
    report_for(actor, step.document, StatusCode.PROCESSING, now=step.now)
    return lead


@transaction.atomic
def add_work_note(
    actor: Actor, *, document_pk: int, text: str, now: datetime | None = None
) -> WorkNote:
    """Write down what was done; those who lead and those who co-operate."""
    step = begin(actor, document_pk, "add_work_note", now=now)
    written = need_text(text, field="text", missing="Hãy ghi nội dung xử lý.")
    added = WorkNote.objects.create(
        document=step.document, author_id=need_person(actor), text=written, at=step.now
    )
    step.finish(facts={"note": added.pk})
    return added


@transaction.atomic
def complete(
    actor: Actor,
    *,
    document_pk: int,
    result: str = "",
    reply_pk: int | None = None,
    now: datetime | None = None,
) -> Document:
    """The lead ends the work by a result in words or by the document that answers."""
    step = begin(actor, document_pk, "complete", now=now)
    words = _result_words(step, result, reply_pk)
    lead = _lock_lead(step.document)
    lead.result = words
    lead.save(update_fields=["result"])
    # R4: co-operating and informed parts end with the lead's.
    _end_assignments(step.document, Assignment.State.DONE, step.now)
    document = step.finish(text=words, facts={"reply": reply_pk})
    report_for(actor, document, StatusCode.DONE, now=step.now)
    return document


@transaction.atomic
def return_directive(
    actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None
) -> Document:
    """The lead's head gives it back to the leader, who then directs anew."""
    step = begin(actor, document_pk, "return", now=now)
    words = need_reason(reason)
    _end_assignments(step.document, Assignment.State.RETURNED, step.now)
    return step.finish(text=words)


def _assign(directive: Directive, part: Assignment.Part, receivers: Iterable[Receiver]) -> None:
    for receiver in receivers:
        Assignment.objects.create(
            document_id=directive.document_id,
            directive=directive,
            part=part,
            unit_id=receiver.unit_pk,
            person_id=receiver.person_pk,
            due_on=None if part == Assignment.Part.INFORM else directive.due_on,
        )


def _lock_lead(document: Document) -> Assignment:
    """The lead's row, locked after its document."""
    lead = find_lead(document)
    if lead is None:
        raise AssertionError("a directed document has a lead")
    return Assignment.objects.select_for_update().get(pk=lead.pk)


def _end_assignments(document: Document, state: Assignment.State, now: datetime) -> None:
    """End every open part; what was done before stays done."""
    Assignment.objects.filter(document=document, state__in=_OPEN).update(state=state, ended_at=now)


def _result_words(step: Step, result: str, reply_pk: int | None) -> str:
    """The result, or "Đã trả lời bằng văn bản số …" for a reply that has its number."""
    if reply_pk is None:
        return need_text(result, field="result", missing="Hãy ghi kết quả giải quyết.")
    numbered = visible_to(step.actor).filter(state__in=(State.NUMBERED, State.ISSUED))
    reply = numbered.filter(pk=reply_pk, agency_id=step.document.agency_id).first()
    if reply is None:
        words = "Văn bản trả lời chưa được cấp số."
        raise Invalid("reply", words, {"reply": words})
    relate(reply, step.document, Relation.Kind.REPLY_TO)
    return tidy(result) or f"Đã trả lời bằng văn bản số {reply.symbol}."


def _leader_title(actor: Actor, document: Document) -> str:
    titles = [
        duty.title
        for duty in actor.duties
        if duty.role == Role.LEADER and duty.agency_pk == document.agency_id
    ]
    return titles[0][:100]
