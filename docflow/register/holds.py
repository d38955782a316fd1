"""Số giữ: a number taken today for a named paper that comes later, used or voided in time.

A held number is given by the counter like any other, so the numbers after it go on and nothing is
missing. The paper that gets it later bears the day it was held: dates still follow the numbers.
"""

from datetime import datetime

from django.db import transaction

from docflow.catalogue.checks import check_type
from docflow.documents.models import Document
from docflow.register.counter import next_number
from docflow.register.keepers import journal_book, need_clerk, need_leader
from docflow.register.models import NumberHold, RegisterEntry
from docflow.register.services import find_series, refuse_number
from docflow.rules.kinds import OFFICIAL_LETTER, find_drafted_type, find_type
from docflow.rules.numbers import format_number, series_key
from docflow.rules.reasons import need_line, need_reason_line
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

PAPER_MAX = 200


@transaction.atomic
def hold_number(
    actor: Actor,
    *,
    agency_pk: int,
    paper: str,
    reason: str,
    direction: str = Direction.OUT,
    doc_type: str = OFFICIAL_LETTER,
    now: datetime | None = None,
) -> NumberHold:
    """Take the next number of today for a paper that is not there yet.

    Outgoing numbers are those of a type; of what comes in all numbers are one series.

    Forbidden for all but the clerk, Conflict where the book is shut. Locks the series.
    """
    at = now or clock.now()
    if not actor.has_role(Role.CLERK, agency_pk=agency_pk):
        raise Forbidden("register", "Chỉ văn thư cơ quan được cấp và giữ số.")
    if direction not in Direction.values:
        words = "Hãy chọn sổ đến hoặc sổ đi."
        raise Invalid("direction", words, {"direction": words})
    kind = find_type(OFFICIAL_LETTER)
    if direction == Direction.OUT:
        kind = find_drafted_type(doc_type)
        check_type(kind, agency_pk, on=clock.local_day(at))
    what = need_line(paper, field="paper", missing="Hãy ghi giữ cho văn bản nào.", most=PAPER_MAX)
    why = need_reason_line(reason)
    today = clock.local_day(at)
    series = find_series(agency_pk, direction=direction, doc_type=kind.code, on=today)
    holder = need_clerk(actor, series.register)
    number = next_number(series.pk, today)
    if number is None:
        raise refuse_number(series, today)
    hold = NumberHold.objects.create(
        series=series,
        number=number,
        held_on=today,
        paper=what,
        reason=why,
        held_by_id=holder,
        held_at=at,
    )
    journal_book(
        actor,
        series.register,
        "register.hold",
        {"number": number, "series": series.pk, "paper": what, "reason": why},
    )
    return hold


@transaction.atomic
def void_hold(
    actor: Actor, *, hold_pk: int, reason: str, now: datetime | None = None
) -> NumberHold:
    """The paper never came: the leader strikes the number, which stays in the book (R3)."""
    hold = _lock_hold(hold_pk)
    if not _keeps(actor, hold):
        raise no_hold()
    leader = need_leader(actor, hold.series.register)
    _need_held(hold)
    hold.void_reason = need_reason_line(reason)
    hold.state, hold.ended_by_id, hold.ended_at = NumberHold.State.VOID, leader, now or clock.now()
    hold.save(update_fields=["state", "void_reason", "ended_by", "ended_at"])
    journal_book(
        actor,
        hold.series.register,
        "register.void_hold",
        {"number": hold.number, "series": hold.series_id, "reason": hold.void_reason},
    )
    return hold


def find_hold(actor: Actor, pk: int, document: Document) -> NumberHold:
    """A held number this document may get; NotFound for another's, Conflict for one that is gone.

    Within a transaction that has the document locked the caller locks it by `use_hold`.
    """
    hold = NumberHold.objects.select_related("series__register").filter(pk=pk).first()
    if hold is None or not _fits(actor, hold, document):
        raise no_hold()
    _need_held(hold)
    return hold


def use_hold(actor: Actor, *, hold_pk: int, document: Document, now: datetime) -> RegisterEntry:
    """Enter the document under the number that was held; the caller holds its lock.

    No lock of the series: a book is not closed while a number of it is held.
    """
    hold = _lock_hold(hold_pk)
    if not _fits(actor, hold, document):
        raise no_hold()
    _need_held(hold)
    entry = RegisterEntry.objects.create(
        series=hold.series,
        number=hold.number,
        document=document,
        entered_on=hold.held_on,
        entered_at=now,
        entered_by_id=actor.person_pk,
        remark=f"Số giữ ngày {hold.held_on:%d/%m/%Y}, dùng ngày {clock.local_day(now):%d/%m/%Y}: "
        f"{hold.reason}",
    )
    hold.state, hold.entry = NumberHold.State.USED, entry
    hold.ended_by_id, hold.ended_at = actor.person_pk, now
    hold.save(update_fields=["state", "entry", "ended_by", "ended_at"])
    return entry


def no_hold() -> NotFound:
    """The one answer to strangers and to wrong numbers."""
    return NotFound("hold", "Không có số giữ này, hoặc số này giữ cho loại văn bản khác.")


def _lock_hold(pk: int) -> NumberHold:
    rows = NumberHold.objects.select_for_update(of=("self",))
    hold = rows.select_related("series__register__agency").filter(pk=pk).first()
    if hold is None:
        raise no_hold()
    return hold


def _keeps(actor: Actor, hold: NumberHold) -> bool:
    agency_pk = hold.series.register.agency_id
    return any(actor.has_role(role, agency_pk=agency_pk) for role in (Role.CLERK, Role.LEADER))


def _fits(actor: Actor, hold: NumberHold, document: Document) -> bool:
    """Of the same book and kind as the document, for the clerk of its agency."""
    register = hold.series.register
    kind = find_type(document.doc_type)
    return (
        register.agency_id == document.agency_id
        and register.direction == document.direction
        and hold.series.key == series_key(document.direction, kind)
        and actor.has_role(Role.CLERK, agency_pk=register.agency_id)
    )


def _need_held(hold: NumberHold) -> None:
    if hold.state != NumberHold.State.HELD:
        label = NumberHold.State(hold.state).label
        raise Conflict("hold", f"Số {format_number(hold.number)} {label}, hãy chọn số khác.")
