"""Doors to documents: one filter under every list, count and file; one condition per line."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, Case, Exists, Model, OuterRef, Q, QuerySet, Value, When

from docflow.documents.models import Document, DocumentFile, Movement
from docflow.routing.models import Assignment
from docflow.rules.states import BEARING_NUMBERS, Direction, State
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from mailsvc.prepared.queries import PreparedFor

# Who runs the system or counts its use sees no content (ND30 chapter VI, separation of duties).
_WORKING_ROLES = frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER})
_CLERKS_OUTGOING = (State.APPROVED, *BEARING_NUMBERS)
_NOTHING = Q(pk__in=())
# So many keys of one's own are sooner looked up than met while going through a list.
FEW = 2000

Row = TypeVar("Row", bound=Model)


def visible_to(actor: Actor, *, is_walked: bool = False, beyond: int = 0) -> QuerySet[Document]:
    """Every document the actor may see; nothing for the system, strangers and administrators.

    `is_walked` changes no row: each is asked for the actor's part in it by itself, which is quicker
    where another list is gone through and slower where the actor's documents are the list.
    `beyond`: only those with a larger key, which need not be looked for then.
    """
    seen = _seen_as(actor, is_walked=is_walked, beyond=beyond)
    for stand_in in actor.stand_ins:
        # A deputy sees what comes in; drafts and signing are not lent.
        lent = _seen_as(stand_in.actor, is_walked=is_walked, beyond=beyond)
        seen |= lent & Q(direction=Direction.IN)
    return Document.objects.filter(seen)


def with_visible(actor: Actor, rows: QuerySet[Row], *, is_long: bool) -> QuerySet[Row]:
    """Those of long-listed `rows` whose `document` the actor may see, as `visible_to` says.

    For rows that are read in an order of their own and only for a page. `is_long` (`owns_many`)
    changes no row: who sees many documents, but few of all, has their keys held beside the list
    (the CASE keeps the database from beginning with them), so that a page is found after a short
    walk; every row met is asked all the same. Who sees most needs no list at all: SQLite would
    make one of all his documents first.
    """
    if connection.vendor == "sqlite" and any_sees_most(actor):
        met = visible_to(actor, is_walked=True).filter(pk=OuterRef("document_id"))
        return rows.filter(Exists(met))
    if not is_long:
        return rows.filter(document__in=visible_to(actor))
    theirs = Q()
    for one in _seeing(actor):
        for keys in _own_keys(one, need_person(one)):
            theirs |= Q(document_id__in=keys)
    is_theirs = Case(When(theirs, then=Value(True)), default=False, output_field=BooleanField())
    return rows.filter(is_theirs, document__in=visible_to(actor, is_walked=True))


def owns_many(actor: Actor, *, few: int = FEW) -> bool:
    """Whether the actor sees documents one by one, and more than a few; counted no further."""
    seeing = _seeing(actor)
    if any_sees_most(actor) or any(one.person_pk is None for one in seeing):
        return False
    return sum(_OWNED.count(one, few) for one in seeing) > few


def nth_own_key(actor: Actor, number: int) -> int:
    """Beyond this key stand about so many of the documents that the actor sees one by one.

    0 where there are fewer. The keys of each kind are counted by themselves, from the newest.
    """
    found = [0]
    for one in _seeing(actor):
        for nth in _own_keys(one, need_person(one), nth=number):
            found += [key for row in nth for key in row.values()]
    return max(found)


def access_document(actor: Actor, pk: int) -> Document:
    """The document; stranger and missing give the same NotFound."""
    found = _OPENED.first((actor, actor.stand_ins), pk)
    if found is None:
        raise no_document()
    return found


def access_file(actor: Actor, pk: int) -> DocumentFile:
    """A file of a document the actor may see."""
    rows = DocumentFile.objects.select_related("document__agency")
    found = rows.filter(pk=pk, document__in=visible_to(actor)).first()
    if found is None:
        raise no_document()
    return found


def lock_document(actor: Actor, pk: int) -> Document:
    """As `access_document`, with the row locked until the transaction ends."""
    found = _LOCKED.first((actor, actor.stand_ins), pk)
    if found is None:
        raise no_document()
    return found


def working_agencies(actor: Actor) -> set[int]:
    """Agencies where the actor holds a post that works with documents."""
    return {duty.agency_pk for duty in actor.duties if duty.role in _WORKING_ROLES}


def units_of(actor: Actor, *roles: Role) -> set[int]:
    """Units where the actor holds one of the roles."""
    return {d.unit_pk for d in actor.duties if d.unit_pk is not None and d.role in roles}


def agencies_of(actor: Actor, role: Role) -> set[int]:
    """Agencies where the actor holds the role."""
    return {duty.agency_pk for duty in actor.duties if duty.role == role}


def sees_most(actor: Actor) -> bool:
    """True for who keeps a book of an agency, or answers for it."""
    return bool(agencies_of(actor, Role.CLERK) or agencies_of(actor, Role.LEADER))


def any_sees_most(actor: Actor) -> bool:
    """The same of the actor or of somebody in whose place he acts."""
    return any(sees_most(one) for one in _seeing(actor))


def need_person(actor: Actor) -> int:
    """The acting person; the system itself takes no step of a document."""
    if actor.person_pk is None:
        raise Forbidden("person", "Việc này phải do một người làm.")
    return actor.person_pk


def no_document() -> NotFound:
    """The one answer to strangers and to wrong numbers."""
    return NotFound("document", "Không có văn bản này, hoặc đồng chí không được xem nó.")


def _seen_as(actor: Actor, *, is_walked: bool, beyond: int) -> Q:
    """A right ends with the post that gave it: authors and handlers too must still work there."""
    if actor.person_pk is None:
        return _NOTHING
    if is_walked or sees_most(actor):
        seen = _most(actor, actor.person_pk)
    else:
        seen = Q(pk__in=_own(actor, actor.person_pk, beyond=beyond))
    newer = Q(pk__gt=beyond) if beyond else Q()
    return seen & newer & Q(agency_id__in=working_agencies(actor))


def _most(actor: Actor, person_pk: int) -> Q:
    """Most of an agency: what stands in the row itself comes first and needs no look aside.

    The other rows are asked for their parts one by one, so that a list read from the newest stops
    after a page.
    """
    clerk, leader = agencies_of(actor, Role.CLERK), agencies_of(actor, Role.LEADER)
    seen = Q(agency_id__in=clerk, direction=Direction.IN)
    seen |= Q(agency_id__in=clerk, direction=Direction.OUT, state__in=_CLERKS_OUTGOING)
    seen |= Q(agency_id__in=leader, direction=Direction.IN)
    seen |= Q(agency_id__in=leader, direction=Direction.OUT) & ~Q(state=State.DRAFT)
    seen |= Q(unit_id__in=units_of(actor, Role.UNIT_HEAD))
    seen |= Q(author_id=person_pk)
    for parts in _parts_of(actor, person_pk):
        seen |= Q(Exists(parts.filter(document_id=OuterRef("pk"))))
    return seen


def _own(
    actor: Actor, person_pk: int, *, is_all: bool = False, beyond: int = 0
) -> "QuerySet[Document, Any]":
    """A small part of an agency: the keys of one's own documents, of each kind in their order.

    Each branch is read along an index that holds all that is asked of it; the database then goes
    through documents and keys side by side, from the newest. `is_all`: a key for each branch.
    """
    drafted, *keys = _own_keys(actor, person_pk, beyond=beyond)
    return drafted.union(*keys, all=is_all)


def _own_keys(
    actor: Actor, person_pk: int, *, beyond: int = 0, nth: int | None = None
) -> "list[QuerySet[Any, Any]]":
    """The branches: first those of documents one has drafted. `nth`: of each that one only."""
    drafted: QuerySet[Any] = Document.objects.filter(author_id=person_pk)
    headed = sorted(units_of(actor, Role.UNIT_HEAD))
    documents = [drafted, *(Document.objects.filter(unit_id=pk) for pk in headed)]
    kinds = [*((rows, "pk") for rows in documents)]
    kinds += [(rows, "document_id") for rows in _parts_of(actor, person_pk)]
    keys = []
    for rows, key in kinds:
        newer = rows.filter(**{f"{key}__gt": beyond}) if beyond else rows
        ordered = newer.order_by() if nth is None else newer.order_by(f"-{key}")[nth : nth + 1]
        keys.append(ordered.values(key))
    return keys


def _seeing(actor: Actor) -> list[Actor]:
    """Oneself and those in whose place one acts."""
    return [actor, *(stand_in.actor for stand_in in actor.stand_ins)]


def _parts_of(actor: Actor, person_pk: int) -> Iterator[QuerySet[Any]]:
    """Rows that make their document one of the actor's."""
    yield Assignment.objects.filter(person_id=person_pk)
    for unit_pk in sorted(units_of(actor, Role.UNIT_HEAD, Role.OFFICER)):
        yield Assignment.objects.filter(unit_id=unit_pk)
    yield Movement.objects.filter(by_id=person_pk)


_OWNED: PreparedFor[Document] = PreparedFor(
    lambda actor, few: _own(actor, need_person(actor), is_all=True)[: few + 1]
)
# Every page and step of a document passes here: the SQL is made once for what an actor holds.
_OPENED: PreparedFor[Document] = PreparedFor(
    lambda actor, _lent, pk: (
        visible_to(actor).select_related("agency", "author", "unit").filter(pk=pk)
    ),
    int,
)
_LOCKED: PreparedFor[Document] = PreparedFor(
    lambda actor, _lent, pk: (
        visible_to(actor).select_related("agency").filter(pk=pk).select_for_update(of=("self",))
    ),
    int,
)
