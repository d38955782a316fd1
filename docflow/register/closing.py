"""Khóa sổ: a book locked for a while, closed up to a day with its print, opened again.

What is closed changes no more: no number of those days, no line of them struck. Lock order:
Register → Series. Each series carries the day itself, for a number is judged by its one row.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from docflow.register.access import access_register_by_pk
from docflow.register.consistency import check_series
from docflow.register.keepers import journal_book, need_keeper, need_leader
from docflow.register.models import (
    BookEvent,
    NumberHold,
    Register,
    RegisterEntry,
)
from docflow.register.prints import book_of, record_print
from docflow.rules.numbers import format_number
from docflow.rules.reasons import need_reason_line
from mailsvc.base import clock
from mailsvc.base.errors import Busy, Conflict, Invalid
from mailsvc.directory.actor import Actor

ReadLines = Callable[[Register, date, date], Sequence[Sequence[str]]]
_State, _Kind = Register.State, BookEvent.Kind


@transaction.atomic
def lock_register(
    actor: Actor, *, register_pk: int, reason: str, now: datetime | None = None
) -> BookEvent:
    """No number for a while, as when the book is checked; lines may still be struck."""
    register = _lock(actor, register_pk)
    person = need_keeper(actor, register)
    _need_state(register, _State.OPEN)
    why = need_reason_line(reason)
    _shut(register, _State.LOCKED, numbers_until=_last_day(register))
    return _note(actor, register, BookEvent(kind=_Kind.LOCK, reason=why, by_id=person), now)


@transaction.atomic
def unlock_register(actor: Actor, *, register_pk: int, now: datetime | None = None) -> BookEvent:
    """Numbers go on where they stopped."""
    register = _lock(actor, register_pk)
    person = need_keeper(actor, register)
    _need_state(register, _State.LOCKED)
    _shut(register, _State.OPEN, numbers_until=register.closed_until)
    return _note(actor, register, BookEvent(kind=_Kind.UNLOCK, by_id=person), now)


@transaction.atomic
def close_register(
    actor: Actor,
    *,
    register_pk: int,
    until: date,
    read_lines: ReadLines,
    now: datetime | None = None,
) -> BookEvent:
    """Close the days up to `until`, the whole book on 31/12; the range is printed with its hash.

    Conflict while a number is held or the check finds a fault. The lines are read before the
    numbers are locked; where one changed in between, Busy.
    """
    at = now or clock.now()
    register = _lock(actor, register_pk)
    person = need_keeper(actor, register)
    since = first_open_day(register)
    _check_until(register, until, since, today=clock.local_day(at))
    before = _count_lines(register, until)
    lines = read_lines(register, since, until)
    register.closed_until = until
    if until == _last_day(register):
        _shut(register, _State.CLOSED, numbers_until=until)
    elif register.state == _State.OPEN:
        _shut(register, _State.OPEN, numbers_until=until)
    if _count_lines(register, until) != before:
        raise Busy("register", "Sổ vừa có dòng mới hoặc dòng bị hủy, hãy khóa lại lần nữa.")
    _refuse_unsettled(register, until)
    book = book_of(register)
    printed = record_print(actor, book, since=since, until=until, lines=lines, now=at)
    event = BookEvent(kind=_Kind.CLOSE, until=until, printed=printed, by_id=person)
    return _note(actor, register, event, at)


@transaction.atomic
def reopen_register(
    actor: Actor, *, register_pk: int, reason: str, now: datetime | None = None
) -> BookEvent:
    """The leader opens what was closed; what was printed of it stays on record."""
    register = _lock(actor, register_pk)
    person = need_leader(actor, register)
    until = register.closed_until
    if until is None:
        raise Conflict("register", "Sổ này chưa khóa, không cần mở lại.")
    why = need_reason_line(reason)
    register.closed_until = None
    _shut(register, _State.OPEN, numbers_until=None)
    event = BookEvent(kind=_Kind.REOPEN, until=until, reason=why, by_id=person)
    return _note(actor, register, event, now)


def first_open_day(register: Register) -> date:
    """From which day lines may still change."""
    if register.closed_until is None:
        return date(register.year, 1, 1)
    return register.closed_until + timedelta(days=1)


def _lock(actor: Actor, pk: int) -> Register:
    """The register's row, for who may know of it; NotFound for strangers."""
    access_register_by_pk(actor, pk)
    rows = Register.objects.select_for_update(of=("self",)).select_related("agency")
    return rows.get(pk=pk)


def _shut(register: Register, state: Register.State, *, numbers_until: date | None) -> None:
    """Set the state; every series judges numbers by its own row, which is locked from here on."""
    register.state = state
    register.save(update_fields=["state", "closed_until"])
    register.series.update(closed_until=numbers_until)


def _note(actor: Actor, register: Register, event: BookEvent, now: datetime | None) -> BookEvent:
    event.register, event.at = register, now or clock.now()
    event.save(force_insert=True)
    facts = {
        "until": event.until.isoformat() if event.until else "",
        "reason": event.reason,
        "sha256": event.printed.sha256 if event.printed else "",
    }
    journal_book(actor, register, f"register.{event.kind}", facts)
    return event


def _check_until(register: Register, until: date, since: date, *, today: date) -> None:
    words = ""
    if until.year != register.year:
        words = f"Chọn ngày trong năm {register.year} của sổ."
    elif until < since:
        words = f"Sổ đã khóa đến hết ngày {register.closed_until:%d/%m/%Y}, chọn ngày sau đó."
    elif until >= today:
        words = "Chỉ khóa đến hết ngày hôm qua: hôm nay còn có thể có văn bản."
    if words:
        raise Invalid("until", words, {"until": words})


def _refuse_unsettled(register: Register, until: date) -> None:
    """No gap at the end of a year: each number held is used or struck, the check finds nothing."""
    held = NumberHold.objects.filter(
        series__register=register, state=NumberHold.State.HELD, held_on__lte=until
    )
    numbers = [format_number(hold.number) for hold in held.order_by("held_on", "number")]
    if numbers:
        raise Conflict(
            "held",
            f"Còn số đang giữ chưa dùng: {', '.join(numbers)}. Cấp cho văn bản, hoặc lãnh đạo hủy "
            "số giữ, rồi mới khóa sổ.",
        )
    if any(not check_series(series).is_sound for series in register.series.all()):
        raise Conflict("faults", "Sổ có lỗi (xem “Kiểm tra sổ”): báo quản trị hệ thống trước.")


def _need_state(register: Register, state: Register.State) -> None:
    if register.state != state:
        label = _State(register.state).label
        raise Conflict("register", f"Sổ {label}, hãy tải lại trang rồi xem.")


def _count_lines(register: Register, until: date) -> dict[str, int]:
    """What must not change while the range is read: its lines, and those struck."""
    rows = RegisterEntry.objects.filter(series__register=register, entered_on__lte=until)
    return rows.aggregate(
        lines=Count("pk"), voids=Count("pk", filter=Q(state=RegisterEntry.State.VOID))
    )


def _last_day(register: Register) -> date:
    return date(register.year, 12, 31)
