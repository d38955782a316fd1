"""The document page: facts, files, course, opinions, receipts, and what may be done now."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.deadlines.selectors import open_extensions
from docflow.dispatch.selectors import list_dispatches
from docflow.documents.reading_services import Look, list_readings
from docflow.documents.selectors import (
    Box,
    find_reply_target,
    list_files,
    list_movements,
    list_replies,
)
from docflow.models import Assignment, Directive, Document, Movement
from docflow.register.selectors import find_entry, preview_next
from docflow.routing.selectors import list_directives
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.numbers import format_number
from docflow.rules.parts import find_part_rows
from docflow.rules.states import Direction, State
from docflow.rules.transitions import find_rows
from mailsvc.base import clock
from webui.documents.file_lines import list_lines, url_of_document_page
from webui.documents.frame import render_page
from webui.documents.panels import list_panels
from webui.documents.part_panels import list_part_panels
from webui.documents.steps import list_steps
from webui.documents.tags import document_tag
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
_CONFLICT = 409
_LOOKS = {
    Look.OPENED: gettext_lazy("xem"),
    Look.DOWNLOADED: gettext_lazy("tải về"),
    Look.PRINTED: gettext_lazy("lấy bản in"),
}
_EDITED = (State.DRAFT, State.CONTENT_REVIEW, State.SIGNING, State.APPROVED, State.RETURNED)


@dataclass(frozen=True)
class HistoryLine:
    """One movement in words, and what was said with it."""

    movement: Movement
    words: str
    remark: str


def show_document(
    request: WebRequest,
    document: Document,
    *,
    failed: tuple[str, forms.Form] | None = None,
    conflict: str = "",
) -> HttpResponse:
    """The page for this actor; `failed` is the form that was refused, with what was typed."""
    context = _facts(request, document) | _course(request, document)
    context["panels"] = list_panels(request.actor, document, failed)
    part_panels = list_part_panels(request.actor, document, failed)
    # A request for more time waits for an answer: it stands above what else may be done.
    context["asked_panels"] = [one for one in part_panels if one.action == "answer_extension"]
    context["part_panels"] = [one for one in part_panels if one.action != "answer_extension"]
    context["asked"] = list(open_extensions(document).values()) if document.due_on else []
    context["form"] = failed[1] if failed else None
    context["conflict"] = conflict
    status = _CONFLICT if conflict else _UNPROCESSABLE if failed else 200
    return render_page(request, "document.html", context, here=_box_of(document), status=status)


def _box_of(document: Document) -> str:
    """Which box of the rail the document belongs to."""
    if document.direction == Direction.IN:
        return "incoming"
    return Box.DRAFTS.value if document.state in _EDITED else "outgoing"


def _facts(request: WebRequest, document: Document) -> dict[str, object]:
    is_incoming = document.direction == Direction.IN
    target = None if is_incoming else find_reply_target(document)
    return {
        "document": document,
        "is_incoming": is_incoming,
        "entry": find_entry(document),
        "stamp": URGENCY_STAMP.get(document.urgency, ""),
        "tag": document_tag(document, clock.today()),
        "files": list_lines(list_files(document), url_of_document_page, is_incoming=is_incoming),
        "reply_target": target,
        "replies": list_replies(request.actor, document) if is_incoming else [],
        "has_preview": not is_incoming and document.state in _EDITED,
        "recipients": [] if is_incoming else list(document.recipients.all()),
        "next_number": _next_number(document),
    }


def _next_number(document: Document) -> str:
    """The number "dự kiến" of an approved draft; looking reserves nothing."""
    if document.state != State.APPROVED:
        return ""
    number = preview_next(
        document.agency_id,
        direction=document.direction,
        doc_type=document.doc_type,
        today=clock.today(),
    )
    return format_number(number)


def _course(request: WebRequest, document: Document) -> dict[str, object]:
    movements = list_movements(document)
    directives = list_directives(document)
    given = [one for one in directives if one.kind != Directive.Kind.CORRECT]
    latest = given[-1] if given else None
    return {
        "steps": list_steps(document, movements, latest),
        "directives": directives,
        "first_due_on": _first_due(latest),
        "work_notes": list(document.work_notes.select_related("author")),
        "dispatches": list_dispatches(document),
        "readings": [(one, _LOOKS[one.look]) for one in list_readings(request.actor, document)],
        "history": [_history_line(document, move) for move in reversed(movements)],
    }


def _first_due(directive: Directive | None) -> date | None:
    """The day the lead was first given; None where nobody leads yet."""
    parts = directive.assignments.all() if directive is not None else []
    leads = [one for one in parts if one.part == Assignment.Part.LEAD and one.parent_id is None]
    return leads[0].first_due_on if leads else None


def _history_line(document: Document, movement: Movement) -> HistoryLine:
    """The table's own label, so that buttons and history speak alike."""
    if movement.action == "accept" and movement.text:
        # A head who names an officer takes nothing: the step's own text says what he did.
        return HistoryLine(movement, movement.text, "")
    labels = [row.label for row in find_rows(document.direction, movement.action)]
    labels += [row.label for row in find_part_rows(movement.action)]
    if movement.action == "due_moved":
        labels = [_("Hạn thay đổi theo lịch làm việc")]
    return HistoryLine(movement, str(labels[0]) if labels else _("Việc khác"), movement.text)
