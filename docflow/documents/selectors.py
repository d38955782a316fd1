"""Lists of documents; every one begins with `visible_to`."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from docflow.documents.access import visible_to
from docflow.documents.models import Document, DocumentFile, Movement, Relation
from docflow.documents.paging import COUNT_MAX, Page, page_of
from docflow.rules.levels import URGENCY_RANK
from docflow.rules.states import Direction, State
from docflow.search.engine import matching
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.prepared.queries import PreparedFor

OPEN_INCOMING = (State.REGISTERED, State.PRESENTED, State.DIRECTED, State.IN_PROGRESS)
OPEN_OUTGOING = (
    State.DRAFT,
    State.CONTENT_REVIEW,
    State.SIGNING,
    State.APPROVED,
    State.RETURNED,
    State.NUMBERED,
)


class Box(StrEnum):
    """The boxes of the documents place; the value stands in the URL."""

    IN_PROGRESS = "dang-giai-quyet"
    OVERDUE = "qua-han"
    DRAFTS = "du-thao"
    INCOMING = "den"
    OUTGOING = "di"


# What is counted beside every page.
RAIL = (Box.IN_PROGRESS, Box.OVERDUE, Box.DRAFTS)
# Both whole directions: read from the newest, not sorted by deadline.
_WHOLE = (Box.INCOMING, Box.OUTGOING)


def list_documents(
    actor: Actor, *, box: Box, text: str = "", page: int = 1, today: date | None = None
) -> Page[Document]:
    """A page of a box; words of `text` are found without accents, in any order."""
    rows = matching(_in_box(visible_to(actor), box, today or clock.today()), text)
    ordered = rows.order_by("-pk") if box in _WHOLE else by_urgency(rows)
    return page_of(ordered, page, shown=Document.objects.select_related("author"))


def count_boxes(
    actor: Actor, boxes: Iterable[Box] = tuple(Box), *, today: date | None = None
) -> dict[Box, int]:
    """How many rows each box would list, up to `paging.COUNT_MAX` as there."""
    day = today or clock.today()
    return {box: min(_COUNTED.count(actor, actor.stand_ins, box, day), COUNT_MAX) for box in boxes}


def list_movements(document: Document) -> list[Movement]:
    """The document's steps, oldest first."""
    return list(document.movements.select_related("by"))


def list_files(document: Document) -> list[DocumentFile]:
    """The files of its present form: the document itself, annexes, source mail."""
    order = {"main": 0, "annex": 1, "source": 2}
    return sorted(document.files.filter(is_current=True), key=lambda f: (order[f.role], f.pk))


def find_reply_target(document: Document) -> Document | None:
    """The incoming document this one answers."""
    return Document.objects.filter(
        related_from__source=document, related_from__kind=Relation.Kind.REPLY_TO
    ).first()


def list_replies(actor: Actor, document: Document) -> list[Document]:
    """Drafts and documents that answer this one, as far as the actor may see them."""
    return list(
        visible_to(actor).filter(relations__target=document, relations__kind=Relation.Kind.REPLY_TO)
    )


def by_urgency(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Urgent first, then the earliest deadline, then the newest."""
    ranks = [When(urgency=level, then=Value(rank)) for level, rank in URGENCY_RANK.items()]
    rank = Case(*ranks, default=Value(0), output_field=IntegerField())
    has_due = Case(
        When(due_on__isnull=True, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return rows.order_by(rank.desc(), has_due, "due_on", "-pk")


def _in_box(rows: QuerySet[Document], box: Box, today: date) -> QuerySet[Document]:
    conditions = {
        Box.IN_PROGRESS: Q(direction=Direction.IN, state__in=OPEN_INCOMING),
        Box.OVERDUE: Q(direction=Direction.IN, state__in=OPEN_INCOMING, due_on__lt=today),
        Box.DRAFTS: Q(direction=Direction.OUT, state__in=OPEN_OUTGOING),
        Box.INCOMING: Q(direction=Direction.IN),
        Box.OUTGOING: Q(direction=Direction.OUT),
    }
    return rows.filter(conditions[box])


# Beside every page of documents: counted each time, by SQL that is made once for an actor.
_COUNTED: PreparedFor[Document] = PreparedFor(
    lambda actor, _lent, box, day: (
        _in_box(visible_to(actor), box, day).order_by().only("pk")[: COUNT_MAX + 1]
    )
)
