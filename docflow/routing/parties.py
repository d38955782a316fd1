"""What an actor is to a document: the bridge from duties to the `who` column of the tables."""

from collections.abc import Iterator

from docflow.documents.models import Document
from docflow.routing.models import Assignment, Directive
from docflow.rules.transitions import Party
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Post, valid_on
from mailsvc.directory.roles import Role


def parties_of(actor: Actor, document: Document) -> frozenset[Party]:
    """All parties the actor is today; the system is none."""
    if actor.person_pk is None:
        return frozenset()
    return frozenset(_agency_parties(actor, document.agency_id)) | frozenset(
        _own_parties(actor, document)
    )


def is_drafter(actor: Actor) -> bool:
    """May begin a draft: officers and heads of units."""
    return actor.has_role(Role.OFFICER) or actor.has_role(Role.UNIT_HEAD)


def find_lead(document: Document) -> Assignment | None:
    """The lead of the latest directive, also after its end."""
    latest = Directive.objects.filter(document=document).order_by("-pk").values("pk")[:1]
    return (
        Assignment.objects.filter(directive__in=latest, part=Assignment.Part.LEAD)
        .select_related("unit", "person")
        .first()
    )


def heads_own_drafts(document: Document) -> bool:
    """True when the drafting unit has no head but the author: the leader then reviews."""
    if document.unit_id is None:
        return True
    heads = Post.objects.filter(
        valid_on(clock.today()), unit_id=document.unit_id, role=Role.UNIT_HEAD
    )
    return not heads.exclude(person=document.author).exists()


def _agency_parties(actor: Actor, agency_pk: int) -> Iterator[Party]:
    if actor.has_role(Role.CLERK, agency_pk=agency_pk):
        yield Party.CLERK
    if actor.has_role(Role.LEADER, agency_pk=agency_pk):
        yield Party.LEADER
    if actor.has_role(Role.OFFICER, agency_pk=agency_pk):
        yield Party.DRAFTER
    if actor.has_role(Role.UNIT_HEAD, agency_pk=agency_pk):
        yield Party.DRAFTER


def _own_parties(actor: Actor, document: Document) -> Iterator[Party]:
    if document.author_id == actor.person_pk:
        yield Party.AUTHOR
    elif _reviews(actor, document):
        yield Party.REVIEWER
    lead = find_lead(document)
    if lead is None:
        return
    if _holds(actor, lead):
        yield Party.LEAD
    if _heads(actor, lead) or (lead.unit_id is None and lead.person_id == actor.person_pk):
        yield Party.LEAD_HEAD
    helpers = Assignment.objects.filter(
        directive_id=lead.directive_id, part=Assignment.Part.COOPERATE
    )
    if any(_holds(actor, helper) for helper in helpers):
        yield Party.HELPER


def _reviews(actor: Actor, document: Document) -> bool:
    """The head of the drafting unit; the leader where nobody else could (ND30 art. 12(1))."""
    if document.author_id is None:
        return False
    if document.unit_id is not None and actor.has_role(Role.UNIT_HEAD, unit_pk=document.unit_id):
        return True
    return actor.has_role(Role.LEADER, agency_pk=document.agency_id) and heads_own_drafts(document)


def _holds(actor: Actor, assignment: Assignment) -> bool:
    if assignment.person_id is not None and assignment.person_id == actor.person_pk:
        return True
    if _heads(actor, assignment):
        return True
    if assignment.person_id is not None or assignment.unit_id is None:
        return False
    return actor.has_role(Role.OFFICER, unit_pk=assignment.unit_id)


def _heads(actor: Actor, assignment: Assignment) -> bool:
    if assignment.unit_id is None:
        return False
    return actor.has_role(Role.UNIT_HEAD, unit_pk=assignment.unit_id)
