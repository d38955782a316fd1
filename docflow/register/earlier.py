"""Ghi lùi ngày: one line dated before the day it is written, allowed by the leader with a reason.

Dates of a series never go back (ND30 art. 15(1), 22(2)), so the earlier day lies between the day of
the last number and today; into the old year it gives the next number of the old book.
"""

from datetime import date, datetime

from django.db import transaction

from docflow.documents.access import need_person
from docflow.documents.services import name_acting
from docflow.register.keepers import journal_book, leads_through, need_keeper, need_leader
from docflow.register.models import EarlierDay, Register, RegisterEntry
from docflow.register.services import open_register
from docflow.rules.reasons import need_line, need_reason_line
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role

PAPER_MAX = 200
_State = EarlierDay.State


@transaction.atomic
def ask_earlier(
    actor: Actor,
    *,
    agency_pk: int,
    direction: str,
    day: date,
    paper: str,
    reason: str,
    now: datetime | None = None,
) -> EarlierDay:
    """The clerk asks; a leader who asks has answered. Invalid for a day that cannot be had."""
    at = now or clock.now()
    _need_keeper_of(actor, agency_pk)
    register = _book_of(agency_pk, direction, day, today=clock.local_day(at))
    person = need_keeper(actor, register)
    _check_day(register, day, today=clock.local_day(at))
    row = EarlierDay(
        register=register,
        day=day,
        paper=need_line(paper, field="paper", missing="Hãy ghi văn bản nào.", most=PAPER_MAX),
        reason=need_reason_line(reason),
        asked_by_id=person,
        asked_at=at,
    )
    if actor.has_role(Role.LEADER, agency_pk=register.agency_id):
        row.state, row.answered_by_id, row.answered_at = _State.GRANTED, person, at
    row.save(force_insert=True)
    facts = {"day": day.isoformat(), "paper": row.paper, "reason": row.reason, "state": row.state}
    journal_book(actor, register, "register.ask_earlier", facts)
    return row


@transaction.atomic
def answer_earlier(
    actor: Actor, *, pk: int, is_granted: bool, answer: str = "", now: datetime | None = None
) -> EarlierDay:
    """The leader, or who directs in his place, allows it or says why not."""
    at = now or clock.now()
    row = _lock(actor, pk)
    is_leader = actor.has_role(Role.LEADER, agency_pk=row.register.agency_id)
    stand_in = None if is_leader else leads_through(actor, row.register.agency_id)
    leader = need_person(actor) if stand_in else need_leader(actor, row.register)
    if stand_in and row.asked_by_id == leader:
        raise Forbidden("deputy", "Người được ủy quyền không tự duyệt đề nghị của chính mình.")
    if row.state != _State.ASKED:
        raise Conflict("earlier", f"Đề nghị này {_State(row.state).label}, hãy tải lại trang.")
    if is_granted:
        _check_day(row.register, row.day, today=clock.local_day(at))
        row.state = _State.GRANTED
    else:
        row.answer, row.state = need_reason_line(answer, field="answer"), _State.REFUSED
    row.answered_by_id, row.answered_at = leader, at
    row.answered_name = name_acting(actor, stand_in)
    row.save(update_fields=["state", "answer", "answered_by", "answered_name", "answered_at"])
    facts = {"day": row.day.isoformat(), "paper": row.paper, "answer": row.answer}
    action = f"register.earlier_{row.state}"
    journal_book(actor, row.register, action, facts, stand_in=stand_in)
    return row


def find_granted(actor: Actor, pk: int, *, agency_pk: int, direction: str) -> EarlierDay:
    """A day the leader has allowed and nobody has used, for the clerk of that book."""
    rows = EarlierDay.objects.select_related("register", "answered_by")
    row = rows.filter(pk=pk).first()
    return _usable(actor, row, agency_pk, direction)


def lock_granted(actor: Actor, pk: int, *, agency_pk: int, direction: str) -> EarlierDay:
    """The same, locked until the transaction ends: one permission is one line."""
    rows = EarlierDay.objects.select_for_update(of=("self",))
    row = rows.select_related("register", "answered_by").filter(pk=pk).first()
    return _usable(actor, row, agency_pk, direction)


def remark_of(row: EarlierDay) -> str:
    """What the line says about its day."""
    leader = row.answered_name or (row.answered_by.full_name if row.answered_by else "")
    on = f"{clock.local_day(row.answered_at):%d/%m/%Y}" if row.answered_at else ""
    return f"Ghi lùi ngày, {leader} duyệt {on}: {row.reason}"[:700]


def spend(row: EarlierDay, entry: RegisterEntry) -> None:
    """The permission has become this line; the caller holds its lock."""
    row.state, row.entry = _State.USED, entry
    row.save(update_fields=["state", "entry"])


def _usable(actor: Actor, row: EarlierDay | None, agency_pk: int, direction: str) -> EarlierDay:
    if (
        row is None
        or (row.register.agency_id, row.register.direction) != (agency_pk, direction)
        or not actor.has_role(Role.CLERK, agency_pk=agency_pk)
    ):
        raise _unknown()
    if row.state != _State.GRANTED:
        raise Conflict("earlier", f"Đề nghị ghi lùi ngày này {_State(row.state).label}.")
    return row


def _lock(actor: Actor, pk: int) -> EarlierDay:
    rows = EarlierDay.objects.select_for_update(of=("self",))
    row = rows.select_related("register__agency").filter(pk=pk).first()
    if row is None or not _knows(actor, row.register.agency_id):
        raise _unknown()
    return row


def _knows(actor: Actor, agency_pk: int) -> bool:
    """Clerk, leader, and who directs in the leader's place."""
    keeps = any(actor.has_role(role, agency_pk=agency_pk) for role in (Role.CLERK, Role.LEADER))
    return keeps or leads_through(actor, agency_pk) is not None


def _need_keeper_of(actor: Actor, agency_pk: int) -> None:
    """Before a book is looked for, or opened."""
    if not any(actor.has_role(role, agency_pk=agency_pk) for role in (Role.CLERK, Role.LEADER)):
        raise Forbidden("register", "Chỉ văn thư và lãnh đạo cơ quan làm việc này với sổ.")


def _book_of(agency_pk: int, direction: str, day: date, *, today: date) -> Register:
    """The day's book; that of the present year is opened when nothing is in it yet."""
    if day.year == today.year:
        return open_register(Agency.objects.get(pk=agency_pk), direction, day.year)
    rows = Register.objects.select_related("agency")
    found = rows.filter(agency_id=agency_pk, direction=direction, year=day.year).first()
    if found is None:
        words = f"Cơ quan không có sổ năm {day.year}."
        raise Invalid("day", words, {"day": words})
    return found


def _check_day(register: Register, day: date, *, today: date) -> None:
    """Before today, and not among what is shut."""
    words = ""
    if day >= today:
        words = "Chỉ xin cho ngày đã qua; văn bản của hôm nay vào sổ như thường."
    elif register.closed_until is not None and day <= register.closed_until:
        words = f"Sổ đã khóa đến hết ngày {register.closed_until:%d/%m/%Y}."
    elif register.state != Register.State.OPEN:
        words = "Sổ đang tạm khóa: mở tạm khóa rồi xin lại."
    elif register.direction == Direction.IN:
        words = _behind(register, day)
    if words:
        raise Invalid("day", words, {"day": words})


def _behind(register: Register, day: date) -> str:
    """Arrivals run in one series: whether the day can still be had is known at once."""
    last_on = register.series.values_list("last_on", flat=True).first()
    if last_on is None or day >= last_on:
        return ""
    return (
        f"Số gần nhất của sổ đã ghi ngày {last_on:%d/%m/%Y}; số theo thứ tự thời gian, "
        "không ghi lùi quá ngày đó."
    )


def _unknown() -> NotFound:
    return NotFound("earlier", "Không có đề nghị ghi lùi ngày này.")
