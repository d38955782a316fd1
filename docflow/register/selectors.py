"""Reading registers; what a person sees goes through `visible_to`."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import connection
from django.db.models import QuerySet

from docflow.documents.access import (
    owns_many,
    visible_to,
    with_visible,
    working_agencies,
)
from docflow.documents.models import Document, Recipient
from docflow.documents.paging import FOUND_MAX, SIZE, LongList, Page, page_of
from docflow.register.consistency import RegisterCheck, recent_faults
from docflow.register.models import (
    NumberSeries,
    Register,
    RegisterEntry,
)
from docflow.routing.models import Assignment
from docflow.rules.kinds import find_type
from docflow.rules.numbers import series_key
from docflow.rules.states import Direction
from docflow.search.engine import matching
from mailsvc.directory.actor import Actor
from mailsvc.prepared.among import PreparedAmong
from mailsvc.prepared.queries import PreparedFor


def list_years(actor: Actor, *, direction: str) -> list[int]:
    """Years of which the actor's agencies have a register, newest first.

    That there is one is no secret in the agency; what it holds is filtered by `list_entries`.
    """
    agencies = tuple(sorted(working_agencies(actor)))
    years = {register.year for register in _BOOKS.all(agencies, direction)}
    return sorted(years, reverse=True)


def list_entries(
    actor: Actor, *, direction: str, year: int, text: str = "", state: str = "", page: int = 1
) -> Page[RegisterEntry]:
    """A page of the register, newest number first; void lines stand too."""
    series = tuple(one.pk for one in _series(actor, direction, year))
    if not text and not state:
        # SQLite makes a list of what one owns either way, and sooner of that alone.
        if connection.vendor == "postgresql" and owns_many(actor):
            return _WALKED.page(page, (actor, actor.stand_ins, series))
        return _LISTED.page(page, (actor, actor.stand_ins, series))
    seen = matching(visible_to(actor), text)
    rows = RegisterEntry.objects.filter(
        series__in=series, document__in=seen.filter(state=state) if state else seen
    )
    shown = RegisterEntry.objects.select_related("document")
    return page_of(_in_order(rows, series), page, shown=shown, most=FOUND_MAX)


def find_receivers(documents: Iterable[Document]) -> dict[int, list[str]]:
    """Names by document: of the latest lead; of what goes out, of all who receive it."""
    keys: dict[str, list[int]] = {direction: [] for direction in Direction.values}
    for document in documents:
        keys[document.direction].append(document.pk)
    found: dict[int, list[str]] = {}
    for lead in sorted(_LEADS.all(keys[Direction.IN], Assignment.Part.LEAD), key=_by_key):
        name = lead.person.full_name if lead.person else ""
        found[lead.document_id] = [lead.unit.name if lead.unit else name]
    recipients = _RECIPIENTS.all(keys[Direction.OUT])
    for recipient in sorted(recipients, key=lambda one: one.position):
        found.setdefault(recipient.document_id, []).append(recipient.name)
    return found


def preview_next(agency_pk: int, *, direction: str, doc_type: str, today: date) -> int:
    """The number "dự kiến": nothing is reserved by looking."""
    series = NumberSeries.objects.filter(
        register__agency_id=agency_pk,
        register__direction=direction,
        register__year=today.year,
        key=series_key(direction, find_type(doc_type)),
    ).first()
    return series.last_number + 1 if series else 1


def find_entry(document: Document) -> RegisterEntry | None:
    """The document's line in force: its số đến or số đi."""
    return RegisterEntry.objects.filter(document=document, state=RegisterEntry.State.ACTIVE).first()


def check_register(actor: Actor, *, direction: str, year: int) -> RegisterCheck:
    """Missing, repeated and out-of-order numbers of the actor's own agency's register."""
    faults = [recent_faults(one) for one in _series(actor, direction, year)]
    return RegisterCheck(
        missing=sum(fault.missing for fault in faults),
        repeated=sum(fault.repeated for fault in faults),
        out_of_order=sum(fault.out_of_order for fault in faults),
    )


def _series(actor: Actor, direction: str, year: int) -> list[NumberSeries]:
    """Of the actor's own agencies; a list, so that a page is read along the index of a series."""
    return _SERIES.all(tuple(sorted(working_agencies(actor))), direction, year)


def _listed(
    actor: Actor, _lent: object, series: tuple[int, ...], *, is_long: bool = False
) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.filter(series__in=series)
    return _in_order(with_visible(actor, rows, is_long=is_long), series)


def _in_order(rows: QuerySet[RegisterEntry], series: tuple[int, ...]) -> QuerySet[RegisterEntry]:
    # The numbers of one series follow its days: there the index of the numbers gives the order.
    by_day = () if len(series) == 1 else ("-entered_on",)
    return rows.order_by(*by_day, "-number", "series")


def _by_key(row: Assignment) -> int:
    return row.pk


# What each page of a register asks, by SQL that is made once.
_BOOKS: PreparedFor[Register] = PreparedFor(
    lambda agencies, direction: Register.objects.filter(agency_id__in=agencies, direction=direction)
)
_SERIES: PreparedFor[NumberSeries] = PreparedFor(
    lambda agencies, direction, year: NumberSeries.objects.filter(
        register__agency_id__in=agencies, register__direction=direction, register__year=year
    ).select_related("register")
)
_SHOWN = PreparedAmong(
    lambda keys: RegisterEntry.objects.select_related("document").filter(pk__in=keys),
    int,
    portion=SIZE,
)
_LISTED = LongList(_listed, _SHOWN)
# Of a book in which few lines are one's own each line counted is found among many.
_WALKED = LongList(partial(_listed, is_long=True), _SHOWN, most=FOUND_MAX)
_LEADS: PreparedAmong[Assignment] = PreparedAmong(
    lambda keys, part: (
        Assignment.objects.filter(document__in=keys, part=part)
        .select_related("unit", "person")
        .order_by()
    ),
    int,
    str,
    portion=SIZE,
)
_RECIPIENTS: PreparedAmong[Recipient] = PreparedAmong(
    lambda keys: Recipient.objects.filter(document__in=keys).order_by(), int, portion=SIZE
)
