"""The steps of an incoming document, from the clerk's hands to the finished work."""

from datetime import datetime

from django.db import transaction

from docflow.dispatch.receipts import report_for
from docflow.documents.access import need_person, visible_to
from docflow.documents.models import Document, Relation
from docflow.documents.services import relate
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.routing.commands import DirectCommand
from docflow.routing.directing import leader_title, write_directive
from docflow.routing.giving import end_parts, holders, lock_lead, revoke_inner
from docflow.routing.guards import directive_in_force
from docflow.routing.models import Assignment, Directive, WorkNote
from docflow.routing.receivers import find_handler, list_heads
from docflow.routing.steps import Step, begin, need_reason, need_text, refuse_self, tidy
from docflow.rules.states import BEARING_NUMBERS, State, StatusCode
from docflow.rules.transitions import Party
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.actor import Actor


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
    directive = write_directive(step, command, kind=Directive.Kind.DIRECT)
    report_for(actor, step.document, StatusCode.ASSIGNED, now=step.now)
    return directive


@transaction.atomic
def redirect(actor: Actor, command: DirectCommand, now: datetime | None = None) -> Directive:
    """Another lead: a new directive beside the old one, whose open parts are taken back."""
    step = begin(actor, command.document_pk, "redirect", now=now)
    tell(holders(step.document), step.document, Notice.Kind.REVOKED, now=step.now, but=actor)
    end_parts(step.document, Assignment.State.REVOKED, step.now)
    return write_directive(step, command, kind=Directive.Kind.REDIRECT)


@transaction.atomic
def correct(actor: Actor, *, document_pk: int, text: str, now: datetime | None = None) -> Directive:
    """Words beside the directive in force, which itself never changes; parts and dates stay."""
    step = begin(actor, document_pk, "correct", now=now)
    before = directive_in_force(step.document)
    if before is None:
        raise AssertionError("what is under way was directed")
    words = need_text(text, field="text", missing="Hãy ghi ý kiến bổ sung, đính chính.")
    added = Directive.objects.create(
        document=step.document,
        kind=Directive.Kind.CORRECT,
        previous=before,
        author_id=need_person(actor),
        author_title=leader_title(step),
        text=words,
        due_on=before.due_on,
        given_at=step.now,
    )
    tell(holders(step.document), step.document, Notice.Kind.CORRECTED, now=step.now, but=actor)
    step.finish(text=words, facts={"directive": added.pk, "corrects": before.pk})
    return added


@transaction.atomic
def nudge(actor: Actor, *, document_pk: int, text: str = "", now: datetime | None = None) -> None:
    """The leader presses: those who hold the work are told, the heads of their units too."""
    step = begin(actor, document_pk, "nudge", now=now)
    lead = lock_lead(step.document)
    heads = list_heads([lead.unit_id] if lead.unit_id is not None else [])
    people = [lead.person_id, *heads]
    tell(people, step.document, Notice.Kind.NUDGED, now=step.now, but=actor)
    step.finish(text=tidy(text))


@transaction.atomic
def accept(
    actor: Actor, *, document_pk: int, handler_pk: int | None = None, now: datetime | None = None
) -> Assignment:
    """Take the lead's work, or as head of the unit hand it to one of its officers."""
    step = begin(actor, document_pk, "accept", now=now)
    lead = lock_lead(step.document)
    # Who stands in for another takes the work in his name.
    own_pk = step.capacity.person_pk
    lead.person_id, text = own_pk, ""
    if handler_pk is not None and handler_pk != own_pk:
        refuse_self(step, handler_pk)
        if Party.LEAD_HEAD not in step.parties or lead.unit_id is None:
            raise Forbidden("handler", "Chỉ trưởng đơn vị chủ trì được giao việc cho người khác.")
        handler = find_handler(lead.unit_id, handler_pk)
        lead.person_id, text = handler.pk, f"giao cho {handler.full_name}"
    lead.state = Assignment.State.WORKING
    lead.accepted_at = step.now
    lead.save(update_fields=["person", "state", "accepted_at"])
    tell([lead.person_id], step.document, Notice.Kind.GIVEN, now=step.now, but=actor)
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
    """The lead ends the work by a result in words or by the document that answers.

    Where the leader asked to see the result first it is only reported: he closes (`closing`).
    """
    step = begin(actor, document_pk, "complete", "report", now=now)
    words = _result_words(step, result, reply_pk)
    lead = lock_lead(step.document)
    lead.result = words
    lead.save(update_fields=["result"])
    if step.row.target == State.COMPLETED:
        # R4: co-operating and informed parts, and those within units, end with the lead's.
        end_parts(step.document, Assignment.State.DONE, step.now, by_lead=lead)
    document = step.finish(text=words, facts={"reply": reply_pk})
    if document.state == State.REPORTED:
        tell([lead.given_by_id], document, Notice.Kind.REPORTED, now=step.now, but=actor)
    if document.state == State.COMPLETED:
        report_for(actor, document, StatusCode.DONE, now=step.now)
    return document


@transaction.atomic
def return_directive(
    actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None
) -> Document:
    """The lead's head gives it back to the leader, who then directs anew."""
    step = begin(actor, document_pk, "return", now=now)
    words = need_reason(reason)
    givers = [lock_lead(step.document).given_by_id]
    tell(givers, step.document, Notice.Kind.RETURNED, now=step.now, but=actor)
    revoke_inner(step.document, step.now)
    end_parts(step.document, Assignment.State.RETURNED, step.now)
    return step.finish(text=words)


def _result_words(step: Step, result: str, reply_pk: int | None) -> str:
    """The result, or "Đã trả lời bằng văn bản số …" for a reply that has its number."""
    if reply_pk is None:
        return need_text(result, field="result", missing="Hãy ghi kết quả giải quyết.")
    numbered = visible_to(step.actor).filter(state__in=BEARING_NUMBERS)
    reply = numbered.filter(pk=reply_pk, agency_id=step.document.agency_id).first()
    if reply is None:
        words = "Văn bản trả lời chưa được cấp số."
        raise Invalid("reply", words, {"reply": words})
    relate(reply, step.document, Relation.Kind.REPLY_TO)
    return tidy(result) or f"Đã trả lời bằng văn bản số {reply.symbol}."
