"""Where an outgoing document's number comes from: the next one, one held, an earlier day.

Three moments: what would it be (`find_place`, nothing locked), the series made ready before the
document is locked (`open_place`), the number itself (`take_place`, within the transaction).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from docflow.documents.models import Document
from docflow.register.earlier import find_granted, lock_granted, remark_of, spend
from docflow.register.holds import find_hold, use_hold
from docflow.register.models import NumberSeries, RegisterEntry
from docflow.register.selectors import preview_next
from docflow.register.services import find_series, take_number
from mailsvc.base import clock
from mailsvc.directory.actor import Actor


@dataclass(frozen=True)
class NumberPlace:
    """The number in sight and its day; the series once it is ready."""

    number: int
    on: date
    hold_pk: int | None = None
    earlier_pk: int | None = None
    series: NumberSeries | None = None


def find_place(
    actor: Actor,
    document: Document,
    *,
    hold_pk: int | None,
    earlier_pk: int | None,
    now: datetime,
) -> NumberPlace:
    """What the document would get now; NotFound or Conflict for a place that cannot be had."""
    if hold_pk is not None:
        hold = find_hold(actor, hold_pk, document)
        return NumberPlace(hold.number, hold.held_on, hold_pk=hold_pk)
    on = clock.local_day(now)
    if earlier_pk is not None:
        on = find_granted(
            actor, earlier_pk, agency_pk=document.agency_id, direction=document.direction
        ).day
    number = preview_next(
        document.agency_id, direction=document.direction, doc_type=document.doc_type, today=on
    )
    return NumberPlace(number, on, earlier_pk=earlier_pk)


def open_place(place: NumberPlace, document: Document) -> NumberPlace:
    """With its series, opened when new; a held number has one already."""
    if place.hold_pk is not None:
        return place
    series = find_series(
        document.agency_id,
        direction=document.direction,
        doc_type=document.doc_type,
        on=place.on,
    )
    return replace(place, series=series)


def take_place(
    actor: Actor, place: NumberPlace, document: Document, *, now: datetime
) -> RegisterEntry:
    """The entry; the caller holds the document's lock. Lock order: hold or permission → series."""
    if place.hold_pk is not None:
        return use_hold(actor, hold_pk=place.hold_pk, document=document, now=now)
    if place.series is None:
        raise AssertionError("the place was not opened")
    if place.earlier_pk is None:
        return take_number(actor, place.series, document, on=place.on, now=now)
    allowed = lock_granted(
        actor, place.earlier_pk, agency_pk=document.agency_id, direction=document.direction
    )
    remark = remark_of(allowed)
    entry = take_number(actor, place.series, document, on=place.on, now=now, remark=remark)
    spend(allowed, entry)
    return entry
