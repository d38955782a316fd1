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
    DRAFTER = "drafter"  # may begin a draft in the agency
    AUTHOR = "author"  # who drafted it
    REVIEWER = "reviewer"  # head of the drafting unit, never the author


@dataclass(frozen=True)
class Transition:
    """One row; `target` None keeps the state, empty `sources` begin a life."""

    action: str
    sources: frozenset[State]
    target: State | None
    parties: frozenset[Party]
    label: str | Promise


def _row(
    action: str, sources: set[State], target: State | None, parties: set[Party], label: Promise
) -> Transition:
    return Transition(action, frozenset(sources), target, frozenset(parties), label)


S, P = State, Party

INCOMING: tuple[Transition, ...] = (
    # ND30 art. 4(2)b, 22(1): only the clerk registers; what is not registered obliges nobody.
    _row("register", set(), S.REGISTERED, {P.CLERK}, _("Vào sổ")),
    _row("present", {S.REGISTERED}, S.PRESENTED, {P.CLERK}, _("Trình lãnh đạo")),  # ND30 art. 23(1)
    _row(
        "direct", {S.PRESENTED}, S.DIRECTED, {P.LEADER}, _("Cho ý kiến chỉ đạo")
    ),  # ND30 art. 23(2)
    _row("note", {S.REGISTERED, S.PRESENTED}, S.NOTED, {P.LEADER}, _("Lưu để biết")),
    _row("accept", {S.DIRECTED}, S.IN_PROGRESS, {P.LEAD}, _("Nhận việc")),  # ND30 art. 24
    _row("add_work_note", {S.IN_PROGRESS}, None, {P.LEAD, P.HELPER}, _("Ghi kết quả xử lý")),
    _row("draft_reply", {S.IN_PROGRESS}, None, {P.LEAD}, _("Soạn trả lời")),
    _row("complete", {S.IN_PROGRESS}, S.COMPLETED, {P.LEAD}, _("Hoàn thành")),
    _row("return", {S.DIRECTED, S.IN_PROGRESS}, S.PRESENTED, {P.LEAD_HEAD}, _("Trả lại")),
    _row("void", {S.REGISTERED, S.PRESENTED}, S.VOID, {P.LEADER}, _("Hủy dòng sổ")),
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
    _row("submit", {S.DRAFT, S.RETURNED}, S.CONTENT_REVIEW, {P.AUTHOR}, _("Trình duyệt")),
    # ND30 art. 12(1): the head of the drafting unit answers for the content.
    _row("approve_content", {S.CONTENT_REVIEW}, S.SIGNING, {P.REVIEWER}, _("Duyệt nội dung")),
    _row("approve", {S.SIGNING}, S.APPROVED, {P.LEADER}, _("Duyệt ban hành")),  # ND30 art. 13
    _row("return", {S.CONTENT_REVIEW}, S.RETURNED, {P.REVIEWER}, _("Trả lại")),
    _row("return", {S.SIGNING}, S.RETURNED, {P.LEADER}, _("Trả lại")),
    _row("return", {S.APPROVED}, S.RETURNED, {P.CLERK}, _("Trả lại")),
    _row("assign_number", {S.APPROVED}, S.NUMBERED, {P.CLERK}, _("Cấp số")),  # ND30 art. 15
    _row("issue", {S.NUMBERED}, S.ISSUED, {P.CLERK}, _("Phát hành")),  # ND30 art. 18
    _row("void", {S.NUMBERED}, S.APPROVED, {P.LEADER}, _("Hủy số")),
)


def list_transitions(direction: str) -> tuple[Transition, ...]:
    """The table of a direction."""
    return INCOMING if direction == Direction.IN else OUTGOING


def find_rows(direction: str, action: str) -> tuple[Transition, ...]:
    """All rows of an action; "return" of an outgoing document has three."""
    return tuple(row for row in list_transitions(direction) if row.action == action)
