"""Reading registers; what a person sees goes through `visible_to`."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from docflow.documents.access import (
    agencies_of,
    owns_many,
    visible_to,
    with_visible,
    working_agencies,
)
from docflow.documents.models import Document, DocumentFile, Recipient
from docflow.documents.paging import FOUND_MAX, SIZE, LongList, Page, page_of
from docflow.register.consistency import RegisterCheck, SeriesFaults, check_series, recent_faults
from docflow.register.models import (
    BookEvent,
    EarlierDay,
    NumberHold,
    NumberSeries,
    PrintedRange,
    Register,
    RegisterEntry,
)
from docflow.register.prints import Book
from docflow.routing.models import Assignment
from docflow.rules.kinds import find_type
from docflow.rules.numbers import series_key
from docflow.rules.states import Direction
from docflow.search.engine import matching
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from mailsvc.prepared.among import PreparedAmong
from mailsvc.prepared.queries import PreparedFor

_ENDED_SHOWN = 50
# From the middle of December on what is held is told each day.
_YEAR_ENDS = (12, 15)


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
        # SQLite makes a list of all that one may see either way, and sooner of one's own.
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


def list_faults(register: Register) -> list[tuple[NumberSeries, SeriesFaults]]:
    """Series with numbers missing, given twice, or dated before the one under them."""
    checked = [(one, check_series(one)) for one in register.series.order_by("key")]
    return [(one, faults) for one, faults in checked if faults != SeriesFaults((), (), ())]


def list_without_file(register: Register, *, most: int) -> list[RegisterEntry]:
    """Lines in force whose document has no file: paper alone, or forgotten."""
    filed = DocumentFile.objects.filter(document=OuterRef("document"), is_current=True)
    rows = RegisterEntry.objects.filter(
        series__register=register, state=RegisterEntry.State.ACTIVE
    ).filter(~Exists(filed))
    return list(rows.select_related("document").order_by("-entered_on", "-number")[:most])


def list_early(register: Register, *, most: int) -> list[RegisterEntry]:
    """Lines dated before the day they were written, with why (R7); the latest first."""
    rows = RegisterEntry.objects.filter(series__register=register).exclude(remark="")
    return list(rows.order_by("-entered_at")[:most])


def list_voids(register: Register) -> list[RegisterEntry]:
    """Numbers that were struck, with their reasons (R3)."""
    rows = RegisterEntry.objects.filter(series__register=register, state=RegisterEntry.State.VOID)
    return list(rows.select_related("document", "voided_by").order_by("-number"))


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


def find_shut_book(agency_pk: int, *, direction: str, today: date) -> Register | None:
    """The year's book when it gives no number today: locked, or closed over the day."""
    book = Register.objects.filter(
        agency_id=agency_pk, direction=direction, year=today.year
    ).first()
    if book is None:
        return None
    is_closed = book.closed_until is not None and today <= book.closed_until
    return book if is_closed or book.state != Register.State.OPEN else None


def list_books(agency_pk: int) -> list[Register]:
    """The agency's books, the newest years first; the caller has asked who may see them."""
    return list(Register.objects.filter(agency_id=agency_pk).order_by("-year", "direction"))


def list_holds(agency_pk: int) -> list[NumberHold]:
    """Numbers held in the agency, those still open first, then the last that were used or struck;
    the caller has asked who may see the book.
    """
    rows = NumberHold.objects.filter(series__register__agency_id=agency_pk)
    rows = rows.select_related("series__register", "held_by", "ended_by", "entry")
    is_held = Q(state=NumberHold.State.HELD)
    ended = rows.exclude(is_held).order_by("-ended_at")[:_ENDED_SHOWN]
    return [*rows.filter(is_held).order_by("held_on", "number"), *ended]


def list_earlier_days(agency_pk: int) -> list[EarlierDay]:
    """What was asked for the agency's books: what waits first, then the newest; as above."""
    rows = EarlierDay.objects.filter(register__agency_id=agency_pk)
    rows = rows.select_related("register", "asked_by", "answered_by", "entry")
    is_asked = Q(state=EarlierDay.State.ASKED)
    return [*rows.filter(is_asked), *rows.exclude(is_asked)[:_ENDED_SHOWN]]


def list_granted_days(actor: Actor, *, agency_pk: int, direction: str) -> list[EarlierDay]:
    """Earlier days that the leader has allowed and nobody has used; for that agency's clerk."""
    if not actor.has_role(Role.CLERK, agency_pk=agency_pk):
        return []
    rows = EarlierDay.objects.filter(
        register__agency_id=agency_pk,
        register__direction=direction,
        state=EarlierDay.State.GRANTED,
    )
    return list(rows.order_by("day", "pk"))


def list_asked_days(actor: Actor) -> list[EarlierDay]:
    """Requests to date a line earlier that wait for the actor's answer, his own or a leader's
    in whose place he directs.
    """
    agencies = agencies_of(actor, Role.LEADER)
    for stand_in in actor.stand_ins:
        agencies |= agencies_of(stand_in.actor, Role.LEADER)
    if not agencies:
        return []
    rows = EarlierDay.objects.filter(register__agency_id__in=agencies, state=EarlierDay.State.ASKED)
    return list(rows.select_related("register", "asked_by").order_by("pk"))


def list_events(register: Register) -> list[BookEvent]:
    """When the book was locked, closed and opened, newest first."""
    return list(register.events.select_related("by", "printed"))


def list_prints(*books: Book) -> list[PrintedRange]:
    """What was printed of them, each newest first; the caller has asked who may see them."""
    return [one for book in books for one in book.prints.select_related("printed_by")]


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
