"""The two lives of a document as tables of rows: who may do what, from where to where.

A row is data, so the services, the buttons and the tests read the same thing.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from docflow.rules.states import Direction, State


class Party(StrEnum):
    """What an actor is to one document; `routing.parties` finds out."""

    CLERK = "clerk"  # văn thư of the document's agency
    LEADER = "leader"  # lãnh đạo of the document's agency
    LEAD = (
        "lead"  # who holds the lead, or his unit's head; before acceptance the unit's officers too
    )
    LEAD_HEAD = "lead_head"  # head of the lead unit, or the person directed by name
    HELPER = "helper"  # a co-operating person or member of a co-operating unit
    HELPER_HEAD = "helper_head"  # head of a co-operating unit
    PART = "part"  # who was given a part of the work within a unit
    DRAFTER = "drafter"  # may begin a draft in the agency
    AUTHOR = "author"  # who drafted it
    REVIEWER = "reviewer"  # head of the drafting unit, never the author


class Guard(StrEnum):
    """A condition on the document beside its state."""

    UNDIRECTED = "undirected"  # no leader has directed it yet
    RESULT_SEEN = "result_seen"  # the leader asked to see the result before it is closed
    RESULT_FREE = "result_free"  # he did not


@dataclass(frozen=True)
class Transition:
    """One row; `target` None keeps the state, empty `sources` begin a life.

    `guard` names a condition on the document itself; `routing.guards` knows how to ask it.
    """

    action: str
    sources: frozenset[State]
    target: State | None
    parties: frozenset[Party]
    label: str | Promise
    guard: Guard | None = None


def _row(
    action: str,
    sources: set[State],
    target: State | None,
    parties: set[Party],
    label: Promise,
    guard: Guard | None = None,
) -> Transition:
    return Transition(action, frozenset(sources), target, frozenset(parties), label, guard)


S, P = State, Party

_UNDER_WAY = {S.DIRECTED, S.IN_PROGRESS}
_IN_USE = {
    S.REGISTERED,
    S.PRESENTED,
    S.DIRECTED,
    S.IN_PROGRESS,
    S.REPORTED,
    S.COMPLETED,
    S.NOTED,
    S.FILED,
}

INCOMING: tuple[Transition, ...] = (
    # ND30 art. 4(2)b, 22(1): only the clerk registers; what is not registered obliges nobody.
    _row("register", set(), S.REGISTERED, {P.CLERK}, _("Vào sổ")),
    # ND30 art. 23(1)
    _row("present", {S.REGISTERED}, S.PRESENTED, {P.CLERK}, _("Trình lãnh đạo")),
    # ND30 art. 23(2): written once; what comes later stands beside it.
    _row("direct", {S.PRESENTED}, S.DIRECTED, {P.LEADER}, _("Cho ý kiến chỉ đạo")),
    _row("redirect", _UNDER_WAY, S.DIRECTED, {P.LEADER}, _("Đổi chủ trì")),
    _row("correct", _UNDER_WAY, None, {P.LEADER}, _("Ghi ý kiến bổ sung, đính chính")),
    _row("nudge", _UNDER_WAY, None, {P.LEADER}, _("Đôn đốc")),
    _row("note", {S.REGISTERED, S.PRESENTED}, S.NOTED, {P.LEADER}, _("Lưu để biết")),
    _row("accept", {S.DIRECTED}, S.IN_PROGRESS, {P.LEAD}, _("Nhận việc")),  # ND30 art. 24
    _row("sub_assign", {S.DIRECTED}, S.IN_PROGRESS, {P.LEAD_HEAD}, _("Phân việc trong đơn vị")),
    _row("sub_assign", {S.DIRECTED}, None, {P.HELPER_HEAD}, _("Phân việc trong đơn vị")),
    _row(
        "sub_assign",
        {S.IN_PROGRESS},
        None,
        {P.LEAD_HEAD, P.HELPER_HEAD},
        _("Phân việc trong đơn vị"),
    ),
    _row(
        "add_work_note", {S.IN_PROGRESS}, None, {P.LEAD, P.HELPER, P.PART}, _("Ghi kết quả xử lý")
    ),
    # ND30 art. 29(1): what belongs to the work is put into its file while it is done.
    _row(
        "keep_paper",
        {S.IN_PROGRESS, S.REPORTED, S.COMPLETED},
        None,
        {P.LEAD, P.HELPER, P.PART, P.CLERK},
        _("Lưu tài liệu vào hồ sơ"),
    ),
    _row(
        "keep_paper",
        {S.REGISTERED, S.PRESENTED, S.DIRECTED, S.NOTED},
        None,
        {P.CLERK},
        _("Lưu tài liệu vào hồ sơ"),
    ),
    _row("draft_reply", {S.IN_PROGRESS}, None, {P.LEAD, P.PART}, _("Soạn trả lời")),
    _row("complete", {S.IN_PROGRESS}, S.COMPLETED, {P.LEAD}, _("Hoàn thành"), Guard.RESULT_FREE),
    _row(
        "report",
        {S.IN_PROGRESS},
        S.REPORTED,
        {P.LEAD},
        _("Báo cáo kết quả để duyệt"),
        Guard.RESULT_SEEN,
    ),
    _row("approve_result", {S.REPORTED}, S.COMPLETED, {P.LEADER}, _("Duyệt kết quả")),
    _row("decline_result", {S.REPORTED}, S.IN_PROGRESS, {P.LEADER}, _("Yêu cầu làm tiếp")),
    _row("return", _UNDER_WAY, S.PRESENTED, {P.LEAD_HEAD}, _("Trả lại")),
    _row("reopen", {S.COMPLETED}, S.IN_PROGRESS, {P.LEADER}, _("Mở lại")),
    # ND30 art. 29: every officer files what he has worked on; the clerk what nobody had to.
    _row("file", {S.COMPLETED, S.NOTED}, S.FILED, {P.LEAD, P.CLERK}, _("Đưa vào hồ sơ")),
    # ND30 art. 18(4)b: a recall of the sender is obeyed, whatever was done meanwhile.
    _row("recall", _IN_USE, S.RECALLED, {P.CLERK}, _("Hủy theo thu hồi của bên gửi")),
    _row(
        "void",
        {S.REGISTERED, S.PRESENTED},
        S.VOID,
        {P.LEADER},
        _("Hủy dòng sổ"),
        Guard.UNDIRECTED,
    ),
)

OUTGOING: tuple[Transition, ...] = (
    _row("create", set(), S.DRAFT, {P.DRAFTER}, _("Soạn văn bản")),
    _row("save", {S.DRAFT, S.RETURNED}, None, {P.AUTHOR}, _("Sửa dự thảo")),
    # ND30 art. 11: what changes after an approval goes back to those who approved.
    _row(
        "change",
        {S.CONTENT_REVIEW, S.SIGNING, S.APPROVED},
        S.CONTENT_REVIEW,
        {P.AUTHOR},
        _("Sửa và trình lại"),
    ),
    _row("keep_paper", {S.DRAFT, S.RETURNED}, None, {P.AUTHOR}, _("Lưu tài liệu vào hồ sơ")),
    _row("submit", {S.DRAFT, S.RETURNED}, S.CONTENT_REVIEW, {P.AUTHOR}, _("Trình duyệt")),
    # ND30 art. 12(1): the head of the drafting unit answers for the content.
    _row("approve_content", {S.CONTENT_REVIEW}, S.SIGNING, {P.REVIEWER}, _("Duyệt nội dung")),
    _row("approve", {S.SIGNING}, S.APPROVED, {P.LEADER}, _("Duyệt ban hành")),  # ND30 art. 13
    _row("return", {S.CONTENT_REVIEW}, S.RETURNED, {P.REVIEWER}, _("Trả lại")),
    _row("return", {S.SIGNING}, S.RETURNED, {P.LEADER}, _("Trả lại")),
    _row("return", {S.APPROVED}, S.RETURNED, {P.CLERK}, _("Trả lại")),
    _row("assign_number", {S.APPROVED}, S.NUMBERED, {P.CLERK}, _("Cấp số")),  # ND30 art. 15
    # ND30 art. 32(2): by the clerk himself, and only what the competent person has signed.
    _row("seal", {S.NUMBERED}, S.SEALED, {P.CLERK}, _("Ghi đã đóng dấu")),
    _row("issue", {S.SEALED}, S.ISSUED, {P.CLERK}, _("Phát hành")),  # ND30 art. 18
    _row("void", {S.NUMBERED, S.SEALED}, S.APPROVED, {P.LEADER}, _("Hủy số")),
)


def list_transitions(direction: str) -> tuple[Transition, ...]:
    """The table of a direction."""
    return INCOMING if direction == Direction.IN else OUTGOING


def find_rows(direction: str, action: str) -> tuple[Transition, ...]:
    """All rows of an action; "return" of an outgoing document has three."""
    return tuple(row for row in list_transitions(direction) if row.action == action)
