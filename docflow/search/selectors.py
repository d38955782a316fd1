"""Finding documents; every question begins with `visible_to`."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from docflow.documents.access import visible_to
from docflow.documents.models import Document
from docflow.documents.paging import FOUND_MAX, Listing, LongList, Page
from docflow.documents.selectors import OPEN_INCOMING, SHOWN
from docflow.register.models import RegisterEntry
from docflow.routing.models import Assignment
from docflow.search.access import account_of
from docflow.search.engine import ask_words, holding, matching
from docflow.search.models import SavedSearch
from docflow.search.query import Query
from docflow.search.ways import Lead, Way, choose_way
from mailsvc.base import clock
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.prepared.queries import Prepared, PreparedFor


def find_documents(actor: Actor, query: Query, *, page: int = 1) -> Page[Document]:
    """A page of what fits, newest first; counted up to `paging.FOUND_MAX`."""
    asked = ask_words(query.text)
    if not asked:
        return _CHOSEN.page(page, _conditions_of(actor, query))
    keys = partial(find_keys, actor, query, choose_way(actor, asked))
    return Listing(keys, SHOWN.all, most=FOUND_MAX).page(page)


def find_keys(actor: Actor, query: Query, way: Way, start: int, stop: int) -> list[int]:
    """Keys of what fits and holds words, newest first; the same by every way, sooner or later.

    Where too few stand beyond the way's key all are asked.
    """
    asked, conditions = ask_words(query.text), _conditions_of(actor, query)
    if start:
        rows = _found(*conditions, way.lead, asked)
        return list(rows.values_list("pk", flat=True)[start:stop])
    arguments: tuple[Hashable, ...] = (stop, *conditions, way.lead)
    keys = _NEWEST.keys(arguments, asked, way.beyond) if way.beyond else []
    return keys if len(keys) == stop else _FOUND.keys(arguments, asked)


def select_documents(
    actor: Actor, query: Query, *, today: date | None = None
) -> QuerySet[Document]:
    """All that fits and that the actor may see, newest first."""
    rows = matching(visible_to(actor), query.text)
    for condition in _conditions(query, today or clock.today()):
        rows = rows.filter(condition)
    return rows.order_by("-pk")


def list_saved(actor: Actor) -> list[SavedSearch]:
    """The actor's own kept searches."""
    return _SAVED.all(account_of(actor))


def find_by_number(actor: Actor, number: int) -> list[Document]:
    """Documents with this number in a register, newest first: what a bare number asks for."""
    entries = RegisterEntry.objects.filter(document=OuterRef("pk"), number=number)
    rows = visible_to(actor).filter(Exists(entries)).select_related("agency", "author", "unit")
    return list(rows.order_by("-pk")[:20])


def _chosen(actor: Actor, _lent: object, query: Query, today: date) -> QuerySet[Document]:
    return select_documents(actor, query, today=today)


def _conditions_of(actor: Actor, query: Query) -> tuple[Actor, object, Query, date]:
    """All but the words that the shape of the question depends on."""
    return actor, actor.stand_ins, replace(query, text=""), clock.today()


def _found(
    actor: Actor,
    _lent: object,
    query: Query,
    today: date,
    lead: Lead,
    asked: str,
    beyond: int = 0,
) -> QuerySet[Document]:
    """The rows on their way (`ways`).

    The database would go from the newest whatever leads, were it not for an order that no index
    has.
    """
    seen = visible_to(actor, is_walked=lead == Lead.WORDS, beyond=beyond)
    rows = holding(seen, asked, beyond=beyond if lead == Lead.WORDS else 0)
    for condition in _conditions(query, today):
        rows = rows.filter(condition)
    return rows.order_by("-pk" if lead == Lead.LIST else (F("pk") + 0).desc())


def _conditions(query: Query, today: date) -> list[Q]:
    plain = {
        "direction": query.direction,
        "doc_type": query.doc_type,
        "state": query.state,
        "urgency": query.urgency,
    }
    found = [Q(**{name: value}) for name, value in plain.items() if value]
    if query.year is not None:
        first, next_first = _midnight(date(query.year, 1, 1)), _midnight(date(query.year + 1, 1, 1))
        found.append(Q(created_at__gte=first, created_at__lt=next_first))
    if query.issuer:
        found.append(Q(issuer_key__contains=fold(query.issuer)))
    if query.since:
        found.append(Q(created_at__gte=_midnight(query.since)))
    if query.until:
        found.append(Q(created_at__lt=_midnight(query.until + timedelta(days=1))))
    if query.unit_pk is not None:
        held = Assignment.objects.filter(document=OuterRef("pk"), unit_id=query.unit_pk)
        found.append(Q(unit_id=query.unit_pk) | Q(Exists(held)))
    if query.due:
        found.append(_due(query.due, today))
    return found


def _due(due: str, today: date) -> Q:
    """Deadlines count while a document is open."""
    if due == "none":
        return Q(due_on__isnull=True)
    is_open = Q(state__in=OPEN_INCOMING)
    if due == "late":
        return is_open & Q(due_on__lt=today)
    last = today if due == "today" else today + timedelta(days=7)
    return is_open & Q(due_on__gte=today, due_on__lte=last)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.VIETNAM)


_CHOSEN = LongList(_chosen, SHOWN, most=FOUND_MAX)
_FOUND: PreparedFor[Document] = PreparedFor(
    lambda stop, *found: _found(*found).only("pk")[:stop], str
)
_NEWEST: PreparedFor[Document] = PreparedFor(
    lambda stop, *found: _found(*found).only("pk")[:stop], str, int
)
_SAVED = Prepared(lambda account_pk: SavedSearch.objects.filter(account_id=account_pk), int)
