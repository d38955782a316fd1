"""Where a document is now, as a line of steps: done, now, still to come."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from docflow.models import Assignment, Directive, Document, Movement
from docflow.rules.states import Direction, State

_INCOMING = (
    ("register", State.REGISTERED),
    ("present", State.PRESENTED),
    ("direct", State.DIRECTED),
    ("accept", State.IN_PROGRESS),
    ("complete", State.COMPLETED),
)
_OUTGOING = (
    ("create", State.DRAFT),
    ("submit", State.CONTENT_REVIEW),
    ("approve_content", State.SIGNING),
    ("approve", State.APPROVED),
    ("assign_number", State.NUMBERED),
    ("seal", State.SEALED),
    ("issue", State.ISSUED),
)
_CLOSED = (State.COMPLETED, State.ISSUED, State.NOTED, State.VOID)


@dataclass(frozen=True)
class StepLine:
    """One line: `tone` is ok, now or nothing (still to come)."""

    text: str
    tone: str = ""
    movement: Movement | None = None


def list_steps(
    document: Document, movements: Sequence[Movement], directive: Directive | None
) -> list[StepLine]:
    """The path of the document's direction, with who holds it now."""
    path = _INCOMING if document.direction == Direction.IN else _OUTGOING
    state = State(document.state)
    if state in {State.NOTED, State.FILED, State.RECALLED, State.VOID}:
        return _cut_short(path, movements, state)
    reached = _reached(path, state)
    lines = []
    for index, (action, _state) in enumerate(path):
        if index <= reached:
            last = _last(movements, action)
            lines.append(StepLine(_done_words(action), "ok", last))
        elif index == reached + 1:
            lines.append(StepLine(_now_words(document, state, directive), "now"))
        else:
            lines.append(StepLine(_future_words(action)))
    return lines


def _reached(path: Sequence[tuple[str, State]], state: State) -> int:
    if state == State.RETURNED:
        return 0
    if state == State.REPORTED:
        state = State.IN_PROGRESS
    return next(index for index, (_action, after) in enumerate(path) if after == state)


def _cut_short(
    path: Sequence[tuple[str, State]], movements: Sequence[Movement], state: State
) -> list[StepLine]:
    actions = {action for action, _state in path}
    lines = [StepLine(_done_words(m.action), "ok", m) for m in movements if m.action in actions]
    return [*lines, StepLine(str(state.label), "ok", movements[-1] if movements else None)]


def _last(movements: Sequence[Movement], action: str) -> Movement | None:
    return next((move for move in reversed(movements) if move.action == action), None)


def _done_words(action: str) -> str:
    return {
        "register": _("Đã vào sổ"),
        "present": _("Đã trình lãnh đạo"),
        "direct": _("Lãnh đạo đã chỉ đạo"),
        "accept": _("Đã nhận việc"),
        "complete": _("Đã giải quyết xong"),
        "create": _("Đã soạn dự thảo"),
        "submit": _("Đã trình duyệt"),
        "approve_content": _("Đã duyệt nội dung"),
        "approve": _("Lãnh đạo đã duyệt ban hành"),
        "assign_number": _("Đã cấp số"),
        "seal": _("Đã đóng dấu"),
        "issue": _("Đã phát hành"),
    }[action]


def _future_words(action: str) -> str:
    return {
        "present": _("Trình lãnh đạo"),
        "direct": _("Lãnh đạo chỉ đạo"),
        "accept": _("Nhận việc"),
        "complete": _("Giải quyết xong"),
        "submit": _("Trình duyệt"),
        "approve_content": _("Trưởng đơn vị duyệt nội dung"),
        "approve": _("Lãnh đạo duyệt ban hành"),
        "assign_number": _("Văn thư cấp số"),
        "seal": _("Văn thư đóng dấu"),
        "issue": _("Văn thư phát hành"),
    }[action]


def _now_words(document: Document, state: State, directive: Directive | None) -> str:
    if state == State.DIRECTED:
        return _("Chờ %(who)s nhận việc") % {"who": lead_name(directive)}
    if state == State.IN_PROGRESS:
        return _("Đang giải quyết · %(who)s") % {"who": lead_name(directive)}
    if state in {State.DRAFT, State.RETURNED}:
        author = document.author.full_name if document.author else ""
        words = _("Bị trả lại, %(who)s sửa") if state == State.RETURNED else _("%(who)s đang soạn")
        return words % {"who": author}
    return {
        State.REGISTERED: _("Chờ văn thư trình lãnh đạo"),
        State.PRESENTED: _("Chờ lãnh đạo cho ý kiến"),
        State.REPORTED: _("Chờ lãnh đạo duyệt kết quả"),
        State.CONTENT_REVIEW: _("Chờ trưởng đơn vị duyệt nội dung"),
        State.SIGNING: _("Chờ lãnh đạo duyệt ban hành"),
        State.APPROVED: _("Chờ văn thư cấp số"),
        State.NUMBERED: _("Chờ văn thư đóng dấu"),
        State.SEALED: _("Chờ văn thư phát hành"),
    }[state]


def lead_name(directive: Directive | None) -> str:
    """Who leads: the person once there is one, with the unit."""
    if directive is None:
        return ""
    for assignment in directive.assignments.all():
        if assignment.part == Assignment.Part.LEAD and assignment.parent_id is None:
            return receiver_name(assignment)
    return ""


def receiver_name(assignment: Assignment) -> str:
    """`Lò Văn Páo, Phòng CNTT`, or whichever of the two is known."""
    names = [assignment.person.full_name] if assignment.person else []
    names += [assignment.unit.name] if assignment.unit else []
    return ", ".join(names)
