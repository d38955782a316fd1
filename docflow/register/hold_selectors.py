"""Reading numbers that are held: for a document, for who keeps the book, when the year ends."""

from datetime import date

from django.db.models import Q

from docflow.documents.access import agencies_of
from docflow.documents.models import Document
from docflow.register.models import NumberHold, Register
from docflow.rules.kinds import find_type
from docflow.rules.numbers import series_key
from docflow.rules.states import Direction
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from mailsvc.prepared.queries import PreparedFor

_ENDED_SHOWN = 50
# From the middle of December on what is held is told each day.
_YEAR_ENDS = (12, 15)


def list_unused_holds(
    register: Register, *, since: date | None = None, until: date | None = None
) -> list[NumberHold]:
    """Numbers that are held, or were struck while held; newest first. They are no lines yet."""
    rows = NumberHold.objects.filter(series__register=register)
    rows = rows.exclude(state=NumberHold.State.USED)
    if since is not None and until is not None:
        rows = rows.filter(held_on__gte=since, held_on__lte=until)
    return list(
        rows.select_related("series", "held_by", "ended_by").order_by("-held_on", "-number")
    )


def list_holds_of(actor: Actor, *, direction: str, year: int) -> list[NumberHold]:
    """Numbers that are no lines of these books, for who keeps them."""
    keeps = agencies_of(actor, Role.CLERK) | agencies_of(actor, Role.LEADER)
    return _HOLDS.all(tuple(sorted(keeps)), direction, year) if keeps else []


def list_open_holds(actor: Actor, document: Document) -> list[NumberHold]:
    """Numbers held for a document of this kind, the oldest first; for the clerk of its agency."""
    if not actor.has_role(Role.CLERK, agency_pk=document.agency_id):
        return []
    rows = NumberHold.objects.filter(
        series__register__agency_id=document.agency_id,
        series__register__direction=document.direction,
        series__key=series_key(document.direction, find_type(document.doc_type)),
        state=NumberHold.State.HELD,
    )
    return list(rows.order_by("held_on", "number"))


def list_arrival_holds(actor: Actor, *, agency_pk: int) -> list[NumberHold]:
    """Arrival numbers that are held, the oldest first; for the agency's clerk."""
    if not actor.has_role(Role.CLERK, agency_pk=agency_pk):
        return []
    rows = NumberHold.objects.filter(
        series__register__agency_id=agency_pk,
        series__register__direction=Direction.IN,
        state=NumberHold.State.HELD,
    )
    return list(rows.order_by("held_on", "number"))


def list_unsettled_holds(actor: Actor, *, today: date) -> list[NumberHold]:
    """Numbers still held when the year ends or has ended, for who keeps the book.

    A book of the year is closed only when each is used or struck.
    """
    keeps = agencies_of(actor, Role.CLERK) | agencies_of(actor, Role.LEADER)
    if not keeps:
        return []
    is_ending = (today.month, today.day) >= _YEAR_ENDS
    years = Q(series__register__year__lt=today.year)
    if is_ending:
        years |= Q(series__register__year=today.year)
    rows = NumberHold.objects.filter(
        years, series__register__agency_id__in=keeps, state=NumberHold.State.HELD
    )
    return list(rows.select_related("series__register").order_by("held_on", "number"))


def list_holds(agency_pk: int) -> list[NumberHold]:
    """Numbers held in the agency, those still open first, then the last that were used or struck;
    the caller has asked who may see the book.
    """
    rows = NumberHold.objects.filter(series__register__agency_id=agency_pk)
    rows = rows.select_related("series__register", "held_by", "ended_by", "entry")
    is_held = Q(state=NumberHold.State.HELD)
    ended = rows.exclude(is_held).order_by("-ended_at")[:_ENDED_SHOWN]
    return [*rows.filter(is_held).order_by("held_on", "number"), *ended]


# What each page of a register asks, by SQL that is made once.
_HOLDS: PreparedFor[NumberHold] = PreparedFor(
    lambda agencies, direction, year: (
        NumberHold.objects.exclude(state=NumberHold.State.USED)
        .filter(
            series__register__agency_id__in=agencies,
            series__register__direction=direction,
            series__register__year=year,
        )
        .select_related("series")
    )
)
