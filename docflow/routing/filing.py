"""What waits to be put into a case file (ND30 art. 29), and the files one has used."""

from django.db.models import Q, QuerySet

from docflow.documents.access import agencies_of, visible_to
from docflow.documents.models import Document
from docflow.documents.paging import COUNT_MAX
from docflow.routing.models import Assignment
from docflow.rules.states import Direction, State
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from mailsvc.prepared.queries import PreparedFor

_CODES_SHOWN = 20
_CODES_LOOKED_AT = 200


def waiting_to_file(actor: Actor) -> QuerySet[Document]:
    """What the actor himself has led to its end; for the clerk what nobody had to do.

    His head, and for what was worked on the clerk, may file it too; it waits for him who did it.
    """
    return _waiting(actor, _led(actor) | _noted(actor)).order_by("state_at", "pk")


def count_to_file(actor: Actor) -> int:
    """The length of that list, up to `paging.COUNT_MAX` and one more.

    Each half is counted by itself, along an index of its own: no document is in both.
    """
    return sum(half.count(actor, actor.stand_ins) for half in (_COUNTED_LED, _COUNTED_NOTED))


def list_file_codes(actor: Actor) -> list[str]:
    """Case files the actor has filed into last, each once."""
    filed = visible_to(actor).filter(state=State.FILED, movements__by_id=actor.person_pk or 0)
    rows = filed.filter(movements__action="file").order_by("-pk")
    codes = rows.values_list("file_code", flat=True)[:_CODES_LOOKED_AT]
    return list(dict.fromkeys(code for code in codes if code))[:_CODES_SHOWN]


def _waiting(actor: Actor, mine: Q) -> QuerySet[Document]:
    return visible_to(actor, is_walked=True).filter(mine, direction=Direction.IN)


def _led(actor: Actor) -> Q:
    done = Assignment.objects.filter(
        person_id=actor.person_pk or 0,
        part=Assignment.Part.LEAD,
        parent__isnull=True,
        state=Assignment.State.DONE,
    )
    return Q(state=State.COMPLETED, pk__in=done.values("document_id"))


def _noted(actor: Actor) -> Q:
    return Q(state=State.NOTED, agency_id__in=agencies_of(actor, Role.CLERK))


# Beside every page of the work place: SQL that is made once for an actor.
_COUNTED_LED, _COUNTED_NOTED = (
    PreparedFor[Document](
        lambda actor, _lent, half=half: (
            _waiting(actor, half(actor)).order_by().only("pk")[: COUNT_MAX + 1]
        )
    )
    for half in (_led, _noted)
)
