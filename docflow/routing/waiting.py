"""Whose turn it is: the next step of each state as one condition per line, for lists and counts.

The same rules as `parties`, turned round: there the parties of one document, here the documents of
one person. A test holds the two against each other.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from docflow.documents.access import agencies_of, units_of, visible_to
from docflow.documents.models import Document
from docflow.routing.models import Assignment
from docflow.rules.states import Direction, State
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Post, valid_on
from mailsvc.directory.roles import Role

# The one action each state waits for; what else is possible stands on the document's page.
WAITED_FOR: dict[str, str] = {
    State.REGISTERED: "present",
    State.PRESENTED: "direct",
    State.DIRECTED: "accept",
    State.IN_PROGRESS: "complete",
    State.REPORTED: "approve_result",
    State.DRAFT: "submit",
    State.RETURNED: "submit",
    State.CONTENT_REVIEW: "approve_content",
    State.SIGNING: "approve",
    State.APPROVED: "assign_number",
    State.NUMBERED: "seal",
    State.SEALED: "issue",
}
_CLERKS = (State.REGISTERED, State.APPROVED, State.NUMBERED, State.SEALED)
_NOTHING = Q(pk__in=())


def waiting_for(actor: Actor) -> QuerySet[Document]:
    """Documents whose next step is the actor's."""
    mine = _NOTHING
    for condition in _conditions(actor):
        mine |= condition
    for stand_in in actor.stand_ins:
        for condition in _conditions(stand_in.actor):
            mine |= condition & Q(direction=Direction.IN)
    return visible_to(actor).filter(mine)


def _conditions(actor: Actor) -> Iterator[Q]:
    if actor.person_pk is None:
        return
    clerk, leader = agencies_of(actor, Role.CLERK), agencies_of(actor, Role.LEADER)
    headed = units_of(actor, Role.UNIT_HEAD)
    not_mine = ~Q(author_id=actor.person_pk)
    yield Q(agency_id__in=clerk, state__in=_CLERKS)
    yield Q(agency_id__in=leader, state__in=(State.PRESENTED, State.REPORTED, State.SIGNING))
    yield Q(author_id=actor.person_pk, state__in=(State.DRAFT, State.RETURNED))
    yield Q(unit_id__in=headed, state=State.CONTENT_REVIEW) & not_mine
    yield Q(_without_reviewer(), agency_id__in=leader, state=State.CONTENT_REVIEW) & not_mine
    yield Q(pk__in=_leads_to_accept(actor).values("document_id"), state=State.DIRECTED)
    yield Q(pk__in=_leads_under_way(actor.person_pk).values("document_id"), state=State.IN_PROGRESS)


def _without_reviewer() -> Q:
    """The drafting unit has no head but the author: the leader reviews."""
    heads = Post.objects.filter(
        valid_on(clock.today()), unit_id=OuterRef("unit_id"), role=Role.UNIT_HEAD
    )
    return ~Q(Exists(heads.exclude(person_id=OuterRef("author_id"))))


def _leads_to_accept(actor: Actor) -> QuerySet[Assignment]:
    units = units_of(actor, Role.UNIT_HEAD, Role.OFFICER)
    return Assignment.objects.filter(
        Q(person_id=actor.person_pk) | Q(unit_id__in=units),
        part=Assignment.Part.LEAD,
        parent__isnull=True,
        state__in=(Assignment.State.NEW, Assignment.State.READ),
    )


def _leads_under_way(person_pk: int) -> QuerySet[Assignment]:
    """The handler's; his head may end it, but need not."""
    return Assignment.objects.filter(
        person_id=person_pk,
        part=Assignment.Part.LEAD,
        parent__isnull=True,
        state=Assignment.State.WORKING,
    )
