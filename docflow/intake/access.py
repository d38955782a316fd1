"""Doors to arrivals: the clerks of the agency they came to, nobody else."""

from django.db.models import QuerySet

from docflow.documents.access import agencies_of, no_document
from docflow.intake.models import Arrival, ArrivalFile
from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role


def visible_arrivals(actor: Actor) -> QuerySet[Arrival]:
    """Arrivals of the agencies the actor is clerk of."""
    return Arrival.objects.filter(agency_id__in=agencies_of(actor, Role.CLERK))


def access_arrival(actor: Actor, pk: int) -> Arrival:
    """The arrival; stranger and missing give the same NotFound."""
    found = visible_arrivals(actor).select_related("agency", "sender_agency").filter(pk=pk).first()
    if found is None:
        raise no_document()
    return found


def access_arrival_file(actor: Actor, pk: int) -> ArrivalFile:
    """A file of an arrival the actor may see."""
    rows = ArrivalFile.objects.select_related("arrival__agency")
    found = rows.filter(pk=pk, arrival__in=visible_arrivals(actor)).first()
    if found is None:
        raise no_document()
    return found


def lock_arrival(actor: Actor, pk: int) -> Arrival:
    """As `access_arrival`, with the row locked until the transaction ends."""
    rows = visible_arrivals(actor).select_related("agency").select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise no_document()
    return found


def need_clerk(actor: Actor, agency_pk: int) -> None:
    """Only the agency's clerk registers (ND30 art. 4(2)b)."""
    if not actor.has_role(Role.CLERK, agency_pk=agency_pk):
        raise Forbidden("clerk", "Chỉ văn thư cơ quan được vào sổ văn bản.")
