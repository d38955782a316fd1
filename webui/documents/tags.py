"""A document's state as a word and a tone: colour never stands alone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from docflow.models import Document
from docflow.rules.states import State
from docflow.rules.workdays import DueStatus, due_status, working_days_between
from mailsvc.base import clock

_ENDED = {
    State.NOTED: "",
    State.FILED: "done",
    State.RECALLED: "",
    State.ISSUED: "done",
    State.VOID: "",
}
_WAITING_FOR_SOMEBODY = {State.RETURNED: "soon"}


@dataclass(frozen=True)
class Tag:
    """`tone` is a class of the stylesheet: late, soon, done or nothing."""

    word: str
    tone: str = ""


def document_tag(document: Document, today: date) -> Tag:
    """What a list says about a document in its last column."""
    state = State(document.state)
    if state == State.COMPLETED:
        return _completed(document)
    if state in _ENDED:
        return Tag(_lower(state.label), _ENDED[state])
    late = due_tag(document.due_on, today)
    return late or Tag(_lower(state.label), _WAITING_FOR_SOMEBODY.get(state, ""))


def due_tag(due_on: date | None, today: date) -> Tag | None:
    """A deadline that asks for attention; None while there is time."""
    status = due_status(due_on, today)
    if due_on is None or status not in {DueStatus.DUE_SOON, DueStatus.OVERDUE}:
        return None
    if due_on == today:
        return Tag(_("hạn hôm nay"), "late")
    days = working_days_between(today, due_on)
    if due_on < today:
        return Tag(_("quá hạn %(days)d ngày") % {"days": max(-days, 1)}, "late")
    return Tag(_("còn %(days)d ngày") % {"days": max(days, 1)}, "soon")


def _completed(document: Document) -> Tag:
    done_on = clock.local_day(document.state_at)
    day = f"{done_on:%d/%m}"
    if due_status(document.due_on, done_on, done_on) == DueStatus.DONE_LATE:
        return Tag(_("xong muộn %(day)s") % {"day": day}, "soon")
    return Tag(_("đã xong %(day)s") % {"day": day}, "done")


def _lower(label: object) -> str:
    text = str(label)
    return text[:1].lower() + text[1:]
