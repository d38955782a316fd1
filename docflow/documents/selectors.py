"""Lists of documents; every one begins with `visible_to`."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.db.models import Case, F, Q, QuerySet, Value, When

from docflow.documents.access import sees_most, visible_to
from docflow.documents.models import (
    UNDER_WAY,
    URGENCY_PLACE,
    Document,
    DocumentFile,
    Movement,
    Relation,
)
from docflow.documents.paging import COUNT_MAX, FOUND_MAX, SIZE, LongList, Page, page_of
from docflow.rules.states import Direction, State
from docflow.search.engine import matching
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.prepared.among import PreparedAmong
from mailsvc.prepared.queries import PreparedFor

OPEN_INCOMING = (State.REGISTERED, State.PRESENTED, State.DIRECTED, State.IN_PROGRESS)
OPEN_OUTGOING = (
    State.DRAFT,
    State.CONTENT_REVIEW,
    State.SIGNING,
    State.APPROVED,
    State.RETURNED,
    State.NUMBERED,
    State.SEALED,
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
    listed = (actor, actor.stand_ins, box, today or clock.today())
    if not text:
        return _LISTED.page(page, listed)
    rows = matching(_listed(*listed), text)
    shown = Document.objects.select_related("author")
    return page_of(rows, page, shown=shown, most=FOUND_MAX)


def count_boxes(
    actor: Actor, boxes: Iterable[Box] = tuple(Box), *, today: date | None = None
) -> dict[Box, int]:
    """How many rows each box would list, up to `paging.COUNT_MAX` as there."""
    asked = (actor, actor.stand_ins, tuple(boxes), today or clock.today())
    if sees_most(actor):
        # Of much that is seen the count is soon at its bound.
        found = {box: _COUNTED.count(*asked[:2], box, asked[3]) for box in asked[2]}
    else:
        # Whose documents they are is looked up once for all of them.
        counted = _TALLIED.tally(*asked)
        found = {box: counted[_mark(box)] for box in asked[2]}
    return {box: min(count, COUNT_MAX) for box, count in found.items()}


def list_movements(document: Document) -> list[Movement]:
    """The document's steps, oldest first."""
    return list(document.movements.select_related("by"))


def list_files(document: Document) -> list[DocumentFile]:
    """The files of its present form: the document itself, annexes, source mail, other papers."""
    order = {"main": 0, "annex": 1, "source": 2, "paper": 3}
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
    return rows.order_by(URGENCY_PLACE.desc(), F("due_on").asc(nulls_last=True), "-pk")


def _in_box(box: Box, today: date) -> Q:
    return {
        Box.IN_PROGRESS: Q(direction=Direction.IN, state__in=OPEN_INCOMING),
        Box.OVERDUE: Q(direction=Direction.IN, state__in=OPEN_INCOMING, due_on__lt=today),
        Box.DRAFTS: Q(direction=Direction.OUT, state__in=OPEN_OUTGOING),
        Box.INCOMING: Q(direction=Direction.IN),
        Box.OUTGOING: Q(direction=Direction.OUT),
    }[box]


def _listed(actor: Actor, _lent: object, box: Box, today: date) -> QuerySet[Document]:
    """What is under way is little beside all there is, and beside all that was ever one's own: it
    is gone through, each row asked for the actor's part in it.
    """
    rows = visible_to(actor, is_walked=box not in _WHOLE).filter(_in_box(box, today))
    return rows.order_by("-pk") if box in _WHOLE else by_urgency(rows)


def _tallied(
    actor: Actor, _lent: object, boxes: tuple[Box, ...], today: date
) -> QuerySet[Document]:
    """With a mark for each box that a row stands in, by the condition of the list."""
    marks = {_mark(box): Case(When(_in_box(box, today), then=Value(1))) for box in boxes}
    is_walked = set(boxes).isdisjoint(_WHOLE)
    rows = visible_to(actor, is_walked=is_walked)
    if is_walked:
        # Both directions are named for SQLite, whose index begins with them.
        rows = rows.filter(direction__in=Direction.values, state__in=UNDER_WAY)
    return rows.order_by().only("pk").annotate(**marks)


def _mark(box: Box) -> str:
    return f"is_{box.name.lower()}"


# Rows as lists show them, by their keys.
SHOWN = PreparedAmong(
    lambda keys: Document.objects.select_related("author").filter(pk__in=keys), int, portion=SIZE
)
_LISTED = LongList(_listed, SHOWN)
# Beside every page of documents: counted each time, by SQL that is made once for an actor.
_COUNTED: PreparedFor[Document] = PreparedFor(
    lambda *listed: _listed(*listed).order_by().only("pk")[: COUNT_MAX + 1]
)
_TALLIED: PreparedFor[Document] = PreparedFor(_tallied)
