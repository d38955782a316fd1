"""Who may do what in which state, written by hand, and how each step is called."""

from collections.abc import Callable

from docflow.documents.models import Document
from docflow.routing import (
    closing_services,
    draft_services,
    issue_services,
    part_services,
    services,
)
from docflow.routing.commands import DirectCommand, Receiver, SubAssignCommand
from docflow.routing.keeping_services import keep_papers
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    direct_command,
    draft_content,
    paper,
)

STATES = [
    *(
        ("in", state)
        for state in (
            "registered",
            "presented",
            "directed",
            "in_progress",
            "reported",
            "completed",
            "noted",
            "filed",
            "recalled",
            "void",
        )
    ),
    *(
        ("out", state)
        for state in (
            "draft",
            "content_review",
            "returned",
            "signing",
            "approved",
            "numbered",
            "sealed",
            "issued",
        )
    ),
]

# (direction, action, state) → who may. Everyone else of the office is refused.
WHO = {
    ("in", "present", "registered"): "clerk",
    ("in", "note", "registered"): "leader",
    ("in", "void", "registered"): "leader",
    ("in", "direct", "presented"): "leader",
    ("in", "note", "presented"): "leader",
    ("in", "void", "presented"): "leader",
    ("in", "accept", "directed"): "head officer colleague",
    ("in", "sub_assign", "directed"): "head other_head",
    ("in", "redirect", "directed"): "leader",
    ("in", "correct", "directed"): "leader",
    ("in", "nudge", "directed"): "leader",
    ("in", "nudge", "in_progress"): "leader",
    ("in", "return", "directed"): "head",
    ("in", "add_work_note", "in_progress"): "head officer stranger other_head",
    ("in", "keep_paper", "registered"): "clerk",
    ("in", "keep_paper", "presented"): "clerk",
    ("in", "keep_paper", "directed"): "clerk",
    ("in", "keep_paper", "in_progress"): "clerk head officer stranger other_head",
    ("in", "keep_paper", "reported"): "clerk head officer stranger other_head",
    ("in", "keep_paper", "completed"): "clerk head officer stranger other_head",
    ("in", "keep_paper", "noted"): "clerk",
    ("in", "draft_reply", "in_progress"): "head officer",
    ("in", "complete", "in_progress"): "head officer",
    ("in", "sub_assign", "in_progress"): "head other_head",
    ("in", "redirect", "in_progress"): "leader",
    ("in", "correct", "in_progress"): "leader",
    ("in", "return", "in_progress"): "head",
    ("in", "approve_result", "reported"): "leader",
    ("in", "decline_result", "reported"): "leader",
    ("in", "reopen", "completed"): "leader",
    ("in", "file", "completed"): "head officer clerk",
    ("in", "file", "noted"): "clerk",
    ("in", "recall", "registered"): "clerk",
    ("in", "recall", "presented"): "clerk",
    ("in", "recall", "directed"): "clerk",
    ("in", "recall", "in_progress"): "clerk",
    ("in", "recall", "reported"): "clerk",
    ("in", "recall", "completed"): "clerk",
    ("in", "recall", "noted"): "clerk",
    ("in", "recall", "filed"): "clerk",
    ("out", "save", "draft"): "officer",
    ("out", "submit", "draft"): "officer",
    ("out", "keep_paper", "draft"): "officer",
    ("out", "keep_paper", "returned"): "officer",
    ("out", "save", "returned"): "officer",
    ("out", "submit", "returned"): "officer",
    ("out", "change", "content_review"): "officer",
    ("out", "approve_content", "content_review"): "head",
    ("out", "return", "content_review"): "head",
    ("out", "change", "signing"): "officer",
    ("out", "approve", "signing"): "leader",
    ("out", "return", "signing"): "leader",
    ("out", "change", "approved"): "officer",
    ("out", "assign_number", "approved"): "clerk",
    ("out", "return", "approved"): "clerk",
    ("out", "seal", "numbered"): "clerk",
    ("out", "void", "numbered"): "leader",
    ("out", "issue", "sealed"): "clerk",
    ("out", "void", "sealed"): "leader",
}

Call = Callable[[Actor, Document, Office], object]


def _save(actor: Actor, document: Document, office: Office) -> object:
    changed = draft_content(subject="báo cáo số liệu, bản sửa")
    return draft_services.save_draft(actor, changed, document_pk=document.pk, now=NOW)


def _keep(actor: Actor, document: Document) -> object:
    return keep_papers(actor, document_pk=document.pk, papers=[paper()], source="", now=NOW)


def _redirection(office: Office, document: Document) -> DirectCommand:
    other = Receiver(unit_pk=office.other_unit.pk)
    return direct_command(office, document, lead=other, cooperating=())


def _share(actor: Actor, office: Office, document: Document) -> SubAssignCommand:
    """Each head to an officer of his own unit."""
    theirs = actor.person_pk == office.other_head.person_pk
    officer = office.stranger if theirs else office.colleague
    return SubAssignCommand(document_pk=document.pk, person_pk=officer.person_pk, part="lead")


CALLS: dict[tuple[str, str], Call] = {
    ("in", "present"): lambda a, d, o: services.present(a, document_pk=d.pk, now=NOW),
    ("in", "note"): lambda a, d, o: services.note(a, document_pk=d.pk, now=NOW),
    ("in", "direct"): lambda a, d, o: services.direct(a, direct_command(o, d), now=NOW),
    ("in", "accept"): lambda a, d, o: services.accept(a, document_pk=d.pk, now=NOW),
    ("in", "add_work_note"): lambda a, d, o: services.add_work_note(
        a, document_pk=d.pk, text="Đã gọi điện cho 2 huyện.", now=NOW
    ),
    ("in", "keep_paper"): lambda a, d, o: _keep(a, d),
    ("out", "keep_paper"): lambda a, d, o: _keep(a, d),
    ("in", "draft_reply"): lambda a, d, o: draft_services.draft_reply(a, document_pk=d.pk, now=NOW),
    ("in", "complete"): lambda a, d, o: services.complete(
        a, document_pk=d.pk, result="Đã báo cáo.", now=NOW
    ),
    ("in", "return"): lambda a, d, o: services.return_directive(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("in", "redirect"): lambda a, d, o: services.redirect(a, _redirection(o, d), now=NOW),
    ("in", "nudge"): lambda a, d, o: services.nudge(a, document_pk=d.pk, now=NOW),
    ("in", "correct"): lambda a, d, o: services.correct(
        a, document_pk=d.pk, text="Gửi thêm Văn phòng.", now=NOW
    ),
    ("in", "sub_assign"): lambda a, d, o: part_services.sub_assign(a, _share(a, o, d), now=NOW),
    ("in", "approve_result"): lambda a, d, o: closing_services.approve_result(
        a, document_pk=d.pk, now=NOW
    ),
    ("in", "decline_result"): lambda a, d, o: closing_services.decline_result(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("in", "reopen"): lambda a, d, o: closing_services.reopen(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("in", "file"): lambda a, d, o: closing_services.file_away(
        a, document_pk=d.pk, file_code="12/VP", now=NOW
    ),
    ("in", "recall"): lambda a, d, o: closing_services.recall(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("in", "void"): lambda a, d, o: issue_services.void_number(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("out", "save"): _save,
    ("out", "change"): _save,
    ("out", "submit"): lambda a, d, o: draft_services.submit(a, document_pk=d.pk, now=NOW),
    ("out", "approve_content"): lambda a, d, o: draft_services.approve_content(
        a, document_pk=d.pk, now=NOW
    ),
    ("out", "approve"): lambda a, d, o: draft_services.approve(a, document_pk=d.pk, now=NOW),
    ("out", "return"): lambda a, d, o: draft_services.return_draft(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("out", "assign_number"): lambda a, d, o: issue_services.assign_number(
        a, document_pk=d.pk, now=NOW
    ),
    ("out", "seal"): lambda a, d, o: issue_services.seal(a, document_pk=d.pk, now=NOW),
    ("out", "issue"): lambda a, d, o: issue_services.issue(a, document_pk=d.pk, now=NOW),
    ("out", "void"): lambda a, d, o: issue_services.void_number(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
}
