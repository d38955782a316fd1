"""What waits to be put into a case file (ND30 art. 29), and the files one has used."""

from django.db.models import Q, QuerySet

from docflow.documents.access import agencies_of, visible_to
from docflow.documents.models import Document
from docflow.routing.models import Assignment
from docflow.rules.states import Direction, State
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

_CODES_SHOWN = 20
_CODES_LOOKED_AT = 200


def waiting_to_file(actor: Actor) -> QuerySet[Document]:
    """What the actor himself has led to its end; for the clerk what nobody had to do.

    His head, and for what was worked on the clerk, may file it too; it waits for him who did it.
    """
    done = Assignment.objects.filter(
        person_id=actor.person_pk or 0,
        part=Assignment.Part.LEAD,
        parent__isnull=True,
        state=Assignment.State.DONE,
    )
    clerk = agencies_of(actor, Role.CLERK)
    mine = Q(state=State.COMPLETED, pk__in=done.values("document_id"))
    mine |= Q(state=State.NOTED, agency_id__in=clerk)
    rows = visible_to(actor).filter(mine, direction=Direction.IN)
    return rows.order_by("state_at", "pk")


def list_file_codes(actor: Actor) -> list[str]:
    """Case files the actor has filed into last, each once."""
    filed = visible_to(actor).filter(state=State.FILED, movements__by_id=actor.person_pk or 0)
    rows = filed.filter(movements__action="file").order_by("-pk")
    codes = rows.values_list("file_code", flat=True)[:_CODES_LOOKED_AT]
    return list(dict.fromkeys(code for code in codes if code))[:_CODES_SHOWN]
