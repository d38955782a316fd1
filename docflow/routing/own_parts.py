"""Parts and requests that wait for somebody beside whole documents; each a filtered queryset."""

from django.db.models import Q, QuerySet

from docflow.documents.access import units_of, visible_to
from docflow.routing.models import Assignment
from docflow.rules.parts import OPEN, Part, PartState
from docflow.rules.states import State
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role


def helper_parts(actor: Actor) -> QuerySet[Assignment]:
    """Co-operating parts under way: a note to write, a part to finish."""
    units = units_of(actor, Role.UNIT_HEAD, Role.OFFICER)
    return Assignment.objects.filter(
        Q(person_id=actor.person_pk) | Q(person__isnull=True, unit_id__in=units),
        part=Part.COOPERATE,
        parent__isnull=True,
        state__in=OPEN,
        document__in=visible_to(actor).filter(state=State.IN_PROGRESS),
    )


def inner_parts(actor: Actor) -> QuerySet[Assignment]:
    """What the head of the unit has given to the actor and he has not finished."""
    return Assignment.objects.filter(
        person_id=actor.person_pk or 0,
        parent__isnull=False,
        part__in=(Part.LEAD, Part.COOPERATE),
        state__in=OPEN,
        document__in=visible_to(actor).filter(state__in=(State.DIRECTED, State.IN_PROGRESS)),
    )


def unread_parts(actor: Actor) -> QuerySet[Assignment]:
    """For his information, and nobody has opened it yet."""
    units = units_of(actor, Role.UNIT_HEAD, Role.OFFICER)
    return Assignment.objects.filter(
        Q(person_id=actor.person_pk or 0) | Q(person__isnull=True, unit_id__in=units),
        part=Part.INFORM,
        state=PartState.NEW,
        document__in=visible_to(actor).filter(state__in=(State.DIRECTED, State.IN_PROGRESS)),
    )
