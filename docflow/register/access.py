"""Doors to whole registers: the clerk who keeps the book, the leader who answers for it."""

from docflow.documents.access import agencies_of
from docflow.register.models import Register
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role


def access_register(actor: Actor, *, direction: str, year: int) -> Register:
    """The register; missing and another agency's give the same NotFound."""
    keeps = agencies_of(actor, Role.CLERK) | agencies_of(actor, Role.LEADER)
    found = (
        Register.objects.filter(agency_id__in=keeps, direction=direction, year=year)
        .select_related("agency")
        .first()
    )
    if found is None:
        raise NotFound("register", "Không có sổ này, hoặc đồng chí không giữ sổ này.")
    return found


def access_register_by_pk(actor: Actor, pk: int) -> Register:
    """The same by its row, for a job."""
    row = Register.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("register", "Không có sổ này.")
    return access_register(actor, direction=row.direction, year=row.year)
