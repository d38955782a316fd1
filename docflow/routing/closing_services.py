"""The last steps of an incoming document: approve or decline the result, reopen, file, recall."""

from datetime import datetime

from django.db import transaction

from docflow.dispatch.receipts import report_for
from docflow.documents.models import Document
from docflow.notices.models import Notice
from docflow.notices.services import tell
from docflow.routing.giving import end_parts, holders, lock_lead
from docflow.routing.models import Assignment
from docflow.routing.steps import begin, need_reason, need_text, tidy
from docflow.rules.states import StatusCode
from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor

FILE_CODE_MAX = 60


@transaction.atomic
def approve_result(
    actor: Actor, *, document_pk: int, text: str = "", now: datetime | None = None
) -> Document:
    """The leader has seen the result he asked for: the work is over."""
    step = begin(actor, document_pk, "approve_result", now=now)
    lead = lock_lead(step.document)
    end_parts(step.document, Assignment.State.DONE, step.now, by_lead=lead)
    document = step.finish(text=tidy(text))
    report_for(actor, document, StatusCode.DONE, now=step.now)
    return document


@transaction.atomic
def decline_result(
    actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None
) -> Document:
    """The leader sends the lead back to work, with a reason; the parts are still open."""
    step = begin(actor, document_pk, "decline_result", now=now)
    words = need_reason(reason)
    people = [lock_lead(step.document).person_id]
    tell(people, step.document, Notice.Kind.DECLINED, now=step.now, but=actor)
    return step.finish(text=words)


@transaction.atomic
def reopen(actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None) -> Document:
    """The lead works on, with a reason; the other parts stay ended."""
    step = begin(actor, document_pk, "reopen", now=now)
    words = need_reason(reason)
    lead = lock_lead(step.document)
    lead.state, lead.ended_at = Assignment.State.WORKING, None
    lead.save(update_fields=["state", "ended_at"])
    tell([lead.person_id], step.document, Notice.Kind.REOPENED, now=step.now, but=actor)
    return step.finish(text=words)


@transaction.atomic
def file_away(
    actor: Actor, *, document_pk: int, file_code: str, now: datetime | None = None
) -> Document:
    """Say in which case file it lies (ND30 art. 29)."""
    step = begin(actor, document_pk, "file", now=now)
    code = need_text(clean_line(file_code), field="file_code", missing="Hãy ghi số, ký hiệu hồ sơ.")
    if len(code) > FILE_CODE_MAX:
        words = f"Số, ký hiệu hồ sơ dài quá {FILE_CODE_MAX} ký tự."
        raise Invalid("file_code", words, {"file_code": words})
    step.document.file_code = code
    return step.finish(text=code)


@transaction.atomic
def recall(actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None) -> Document:
    """The sender has recalled it (ND30 art. 18(4)b): nobody works on, the register line stays."""
    step = begin(actor, document_pk, "recall", now=now)
    words = need_reason(reason)
    people = holders(step.document)
    tell(people, step.document, Notice.Kind.RECALLED, now=step.now, but=actor)
    end_parts(step.document, Assignment.State.EXPIRED, step.now)
    return step.finish(text=words)
