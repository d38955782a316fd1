"""Doors to whole registers: the clerk who keeps the book, the leader who answers for it."""

from docflow.documents.access import agencies_of
from docflow.register.keepers import need_keeper_of
from docflow.register.models import PrintedRange, Register
from docflow.register.prints import Book, book_of
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import get_agency_by_pk


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


def access_book(actor: Actor, *, kind: str, pk: int) -> Book:
    """A book that may be printed: `pk` is the register's, or the agency's of one about paper.

    NotFound for a register that is not there; Forbidden for who keeps no book of the agency.
    """
    chosen = PrintedRange.Kind(kind)
    if chosen in (PrintedRange.Kind.REGISTER, PrintedRange.Kind.FOLLOW_UP):
        return book_of(access_register_by_pk(actor, pk), chosen)
    need_keeper_of(actor, pk)
    return Book(chosen, get_agency_by_pk(pk))
