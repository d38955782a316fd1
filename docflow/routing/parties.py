"""What an actor is to a document: the bridge from duties to the `who` column of the tables."""

from collections.abc import Iterator

from docflow.documents.models import Document
from docflow.routing.guards import directive_in_force
from docflow.routing.models import Assignment
from docflow.rules.parts import PartParty
from docflow.rules.states import Direction
from docflow.rules.transitions import Party
from mailsvc.base import clock
from mailsvc.directory.actor import Actor, StandIn
from mailsvc.directory.models import Post, valid_on
from mailsvc.directory.roles import Role


def parties_of(actor: Actor, document: Document) -> frozenset[Party]:
    """All parties the actor is today, for others too; the system is none."""
    lent = [parties_as(one.actor, document) for one in stand_ins_for(actor, document)]
    return parties_as(actor, document).union(*lent)


def stand_ins_for(actor: Actor, document: Document) -> tuple[StandIn, ...]:
    """For whom the actor may act with the document: with what comes in, never with drafts."""
    return actor.stand_ins if document.direction == Direction.IN else ()


def parties_as(actor: Actor, document: Document) -> frozenset[Party]:
    """What the actor is by himself."""
    if actor.person_pk is None:
        return frozenset()
    return frozenset(_agency_parties(actor, document.agency_id)) | frozenset(
        _own_parties(actor, document)
    )


def parties_of_part(actor: Actor, part: Assignment) -> frozenset[PartParty]:
    """What the actor is to one receiver's part, for others too; with its document and parent."""
    lent = [part_parties_as(one.actor, part) for one in actor.stand_ins]
    return part_parties_as(actor, part).union(*lent)


def part_parties_as(actor: Actor, part: Assignment) -> frozenset[PartParty]:
    """What the actor is to a part by himself."""
    if actor.person_pk is None:
        return frozenset()
    return frozenset(_part_parties(actor, part))


def find_lead(document: Document) -> Assignment | None:
    """The lead of the directive in force, also after its end."""
    return next((part for part in parts_in_force(document) if _leads(part)), None)


def parts_in_force(document: Document) -> list[Assignment]:
    """Every part of the directive in force, those within units too."""
    directive = directive_in_force(document)
    if directive is None:
        return []
    return list(directive.assignments.select_related("unit", "person"))


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
    if document.direction == Direction.OUT:
        if document.author_id == actor.person_pk:
            yield Party.AUTHOR
        elif _reviews(actor, document):
            yield Party.REVIEWER
        return
    for part in parts_in_force(document):
        yield from _parties_by(actor, part)


def _parties_by(actor: Actor, part: Assignment) -> Iterator[Party]:
    """What one part makes of the actor."""
    if not _holds(actor, part):
        return
    if part.parent_id is not None:
        yield Party.PART
    elif part.part == Assignment.Part.LEAD:
        yield Party.LEAD
        if _is_chief(actor, part):
            yield Party.LEAD_HEAD
    elif part.part == Assignment.Part.COOPERATE:
        yield Party.HELPER
        if _heads(actor, part):
            yield Party.HELPER_HEAD


def _part_parties(actor: Actor, part: Assignment) -> Iterator[PartParty]:
    if _holds(actor, part):
        yield PartParty.HOLDER
    if _is_chief(actor, part):
        yield PartParty.CHIEF
    gives = _gives(actor, part)
    if gives:
        yield PartParty.GIVER
    if part.given_by_id == actor.person_pk or (gives and not _setter_is_there(part)):
        yield PartParty.SETTER


def _gives(actor: Actor, part: Assignment) -> bool:
    """Leaders give out a document's work; within a unit who holds the part above, or its head."""
    if part.parent is None:
        return actor.has_role(Role.LEADER, agency_pk=part.document.agency_id)
    return part.parent.person_id == actor.person_pk or _heads(actor, part.parent)


def _setter_is_there(part: Assignment) -> bool:
    """A deadline outlives the post of who set it: another in his place then answers."""
    if part.given_by_id is None:
        return False
    posts = Post.objects.filter(valid_on(clock.today()), agency_id=part.document.agency_id)
    wanted = Role.LEADER if part.parent_id is None else Role.UNIT_HEAD
    return posts.filter(person_id=part.given_by_id, role=wanted).exists()


def _reviews(actor: Actor, document: Document) -> bool:
    """The head of the drafting unit; the leader where nobody else could (ND30 art. 12(1))."""
    if document.author_id is None:
        return False
    if document.unit_id is not None and actor.has_role(Role.UNIT_HEAD, unit_pk=document.unit_id):
        return True
    return actor.has_role(Role.LEADER, agency_pk=document.agency_id) and heads_own_drafts(document)


def _leads(part: Assignment) -> bool:
    return part.part == Assignment.Part.LEAD and part.parent_id is None


def _holds(actor: Actor, part: Assignment) -> bool:
    """A part within a unit is its person's alone; else the unit's head holds it too."""
    if part.person_id is not None and part.person_id == actor.person_pk:
        return True
    if part.parent_id is not None:
        return False
    if _heads(actor, part):
        return True
    if part.person_id is not None or part.unit_id is None:
        return False
    return actor.has_role(Role.OFFICER, unit_pk=part.unit_id)


def _is_chief(actor: Actor, part: Assignment) -> bool:
    """Who may give a part back: the unit's head; the person named where no unit is."""
    if part.parent_id is not None or part.unit_id is None:
        return part.person_id is not None and part.person_id == actor.person_pk
    return _heads(actor, part)


def _heads(actor: Actor, part: Assignment) -> bool:
    if part.unit_id is None:
        return False
    return actor.has_role(Role.UNIT_HEAD, unit_pk=part.unit_id)
