"""Asking for more time, and the answer of the very person who set the date."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from docflow.deadlines.models import DueChange, Extension
from docflow.documents.access import need_person
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.routing.models import Assignment
from docflow.routing.part_steps import PartStep, begin_part
from docflow.routing.steps import need_reason, tidy
from docflow.rules.parts import OPEN
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.directory.actor import Actor


@dataclass(frozen=True)
class Answer:
    """The new date, or None for a refusal, which needs a reason."""

    granted_on: date | None
    text: str = ""


@transaction.atomic
def ask_extension(
    actor: Actor, *, part_pk: int, wanted_on: date, reason: str, now: datetime | None = None
) -> Extension:
    """Who holds the part asks; a second request waits for the answer to the first."""
    step = begin_part(actor, part_pk, "ask_extension", now=now)
    part = step.part
    words = need_reason(reason)
    _check_later(part, wanted_on)
    if Extension.objects.filter(part=part, state=Extension.State.ASKED).exists():
        raise Conflict("extension", "Đã xin gia hạn, đang chờ trả lời.")
    asked = Extension.objects.create(
        part=part,
        asked_by_id=need_person(actor),
        asked_at=step.now,
        wanted_on=wanted_on,
        reason=words,
    )
    step.finish(text=f"đến {wanted_on:%d/%m/%Y}: {words}", facts={"extension": asked.pk})
    setters = [part.given_by_id]
    tell(setters, step.document, Notice.Kind.EXTENSION_ASKED, now=step.now, but=actor)
    return asked


@transaction.atomic
def answer_extension(
    actor: Actor, *, part_pk: int, answer: Answer, now: datetime | None = None
) -> Extension:
    """Only who set the date grants it, the date asked for or another, or refuses with a reason."""
    step = begin_part(actor, part_pk, "answer_extension", now=now)
    asked = Extension.objects.filter(part=step.part, state=Extension.State.ASKED).first()
    if asked is None:
        raise Conflict("extension", "Không có đề nghị gia hạn nào đang chờ trả lời.")
    asked.answered_by_id, asked.answered_at = need_person(actor), step.now
    if answer.granted_on is None:
        asked.answer = need_reason(answer.text)
        asked.state = Extension.State.REFUSED
        words = f"không gia hạn: {asked.answer}"
    else:
        _grant(step, answer.granted_on)
        asked.answer, asked.granted_on = tidy(answer.text), answer.granted_on
        asked.state = Extension.State.GRANTED
        words = f"gia hạn đến {answer.granted_on:%d/%m/%Y}"
    asked.save()
    step.finish(text=words, facts={"extension": asked.pk})
    kind = Notice.Kind.EXTENDED if asked.granted_on else Notice.Kind.NOT_EXTENDED
    holders = {asked.asked_by_id, step.part.person_id}
    tell(holders, step.document, kind, now=step.now, but=actor)
    return asked


def move_due(part: Assignment, due_on: date, cause: DueChange.Cause, *, now: datetime) -> None:
    """Set the deadline and keep the old one; the caller saves part and document."""
    if part.due_on is not None:
        DueChange.objects.create(
            part=part, before_on=part.due_on, after_on=due_on, cause=cause, at=now
        )
    part.due_on = due_on
    if part.parent_id is None and part.part == Assignment.Part.LEAD:
        part.document.due_on = due_on


def _grant(step: PartStep, due_on: date) -> None:
    """T3: not beyond the unit's own deadline. A date that was named stays when days change."""
    part = step.part
    _check_later(part, due_on)
    if due_on < clock.local_day(step.now):
        raise _invalid("Thời hạn không được trước ngày hôm nay.")
    part.due_days = None
    move_due(part, due_on, DueChange.Cause.EXTENSION, now=step.now)


def _check_later(part: Assignment, due_on: date) -> None:
    if part.due_on is None:
        raise Conflict("extension", "Phần việc này không có hạn, không cần gia hạn.")
    if due_on <= part.due_on:
        raise _invalid(f"Ngày xin gia hạn phải sau hạn hiện nay {part.due_on:%d/%m/%Y}.")
    above = part.parent
    if above is not None and above.state in OPEN and above.due_on and due_on > above.due_on:
        raise _invalid(
            f"Hạn {due_on:%d/%m/%Y} sau hạn của đơn vị {above.due_on:%d/%m/%Y}: "
            "trưởng đơn vị xin gia hạn trước."
        )


def _invalid(words: str) -> Invalid:
    return Invalid("due_on", words, {"due_on": words})
