"""Finding documents; every question begins with `visible_to`."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from docflow.documents.access import visible_to
from docflow.documents.models import Document
from docflow.documents.paging import Page, page_of
from docflow.documents.selectors import OPEN_INCOMING
from docflow.register.models import RegisterEntry
from docflow.routing.models import Assignment
from docflow.search.access import saved_by
from docflow.search.engine import matching
from docflow.search.models import SavedSearch
from docflow.search.query import Query
from mailsvc.base import clock
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor


def find_documents(actor: Actor, query: Query, *, page: int = 1) -> Page[Document]:
    """A page of what fits, newest first."""
    shown = Document.objects.select_related("author")
    return page_of(select_documents(actor, query), page, shown=shown)


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
    return list(saved_by(actor))


def find_by_number(actor: Actor, number: int) -> list[Document]:
    """Documents with this number in a register, newest first: what a bare number asks for."""
    entries = RegisterEntry.objects.filter(document=OuterRef("pk"), number=number)
    rows = visible_to(actor).filter(Exists(entries)).select_related("agency", "author", "unit")
    return list(rows.order_by("-pk")[:20])


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
