"""The life of one receiver's part in a directive, as a table of rows beside that of documents.

One document is new for one unit and done for another at once. The lead's own part follows the
document (`transitions`); here are the others, and what a unit shares out among its people.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """Vai trò nhận (ND30 art. 23(2))."""

    LEAD = "lead", _("chủ trì")
    COOPERATE = "cooperate", _("phối hợp")
    INFORM = "inform", _("để biết")


class PartState(TextChoices):
    """Where a part stands."""

    NEW = "new", _("chưa đọc")
    READ = "read", _("đã đọc, chưa nhận")
    WORKING = "working", _("đang giải quyết")
    DONE = "done", _("đã xong")
    RETURNED = "returned", _("đã trả lại")
    REVOKED = "revoked", _("đã rút lại")
    EXPIRED = "expired", _("hết hiệu lực do thu hồi")


OPEN = (PartState.NEW, PartState.READ, PartState.WORKING)


class PartParty(StrEnum):
    """What an actor is to one part."""

    HOLDER = "holder"  # the person named, or any officer of the unit while nobody is; its head
    CHIEF = "chief"  # head of the unit named, or the person named where no unit is
    GIVER = "giver"  # who gave it out: a leader, or within a unit its head
    SETTER = "setter"  # the very person who set its deadline


@dataclass(frozen=True)
class PartRow:
    """One row. `inner` True: only parts within a unit; False: only the leader's; None: both."""

    action: str
    parts: frozenset[Part]
    sources: frozenset[PartState]
    target: PartState | None
    parties: frozenset[PartParty]
    label: str | Promise
    inner: bool | None = None


def _row(
    action: str,
    parts: set[Part],
    sources: set[PartState],
    target: PartState | None,
    parties: set[PartParty],
    label: Promise,
    inner: bool | None = None,
) -> PartRow:
    return PartRow(
        action, frozenset(parts), frozenset(sources), target, frozenset(parties), label, inner
    )


K, S, P = Part, PartState, PartParty
_UNREAD = {S.NEW, S.READ}

PART_ROWS: tuple[PartRow, ...] = (
    _row("read", set(Part), {S.NEW}, S.READ, {P.HOLDER}, _("Đánh dấu đã đọc")),
    _row("accept_part", {K.COOPERATE}, _UNREAD, S.WORKING, {P.HOLDER}, _("Nhận phần việc")),
    _row("accept_part", {K.LEAD}, _UNREAD, S.WORKING, {P.HOLDER}, _("Nhận phần việc"), inner=True),
    _row("finish_part", {K.COOPERATE}, set(OPEN), S.DONE, {P.HOLDER}, _("Xong phần việc")),
    _row("finish_part", {K.LEAD}, set(OPEN), S.DONE, {P.HOLDER}, _("Xong phần việc"), inner=True),
    # Who is only informed has nothing to give back.
    _row("return_part", {K.COOPERATE}, set(OPEN), S.RETURNED, {P.CHIEF}, _("Trả lại phần việc")),
    _row(
        "return_part",
        {K.LEAD},
        set(OPEN),
        S.RETURNED,
        {P.CHIEF},
        _("Trả lại phần việc"),
        inner=True,
    ),
    # A leader's lead is not taken back alone: he redirects.
    _row("revoke_part", {K.COOPERATE, K.INFORM}, _UNREAD, S.REVOKED, {P.GIVER}, _("Rút lại")),
    _row("revoke_part", {K.LEAD}, _UNREAD, S.REVOKED, {P.GIVER}, _("Rút lại"), inner=True),
    _row(
        "ask_extension",
        {K.LEAD, K.COOPERATE},
        set(OPEN),
        None,
        {P.HOLDER},
        _("Xin gia hạn"),
    ),
    _row(
        "answer_extension",
        {K.LEAD, K.COOPERATE},
        set(OPEN),
        None,
        {P.SETTER},
        _("Trả lời xin gia hạn"),
    ),
)


def find_part_row(action: str, part: str, *, is_inner: bool) -> PartRow | None:
    """The row of an action for such a part; None: that part knows no such action."""
    for row in PART_ROWS:
        if row.action == action and part in row.parts and row.inner in (None, is_inner):
            return row
    return None


def find_part_rows(action: str) -> tuple[PartRow, ...]:
    """All rows of an action."""
    return tuple(row for row in PART_ROWS if row.action == action)
