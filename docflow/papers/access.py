"""Doors to lines about paper: the clerk writes them, the leader reads them too."""

from docflow.documents.access import agencies_of, need_person
from docflow.papers.models import CopyUse, SecretPaper
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role


def need_clerk(actor: Actor, agency_pk: int) -> int:
    """Only the agency's clerk writes in its books; who acts."""
    if not actor.has_role(Role.CLERK, agency_pk=agency_pk):
        raise Forbidden("clerk", "Chỉ văn thư cơ quan được ghi sổ này.")
    return need_person(actor)


def keeping_agencies(actor: Actor) -> set[int]:
    """Whose books about paper the actor may read."""
    return agencies_of(actor, Role.CLERK) | agencies_of(actor, Role.LEADER)


def lock_copy_use(actor: Actor, pk: int) -> CopyUse:
    """The line, locked; stranger and missing give the same NotFound."""
    rows = CopyUse.objects.select_for_update(of=("self",)).select_related("agency", "document")
    found = rows.filter(pk=pk, agency_id__in=keeping_agencies(actor)).first()
    if found is None:
        raise NotFound("copy_use", "Không có dòng sổ này.")
    return found


def lock_secret(actor: Actor, pk: int) -> SecretPaper:
    """The same for a line of the register of state secrets."""
    rows = SecretPaper.objects.select_for_update(of=("self",)).select_related("series__agency")
    found = rows.filter(pk=pk, series__agency_id__in=keeping_agencies(actor)).first()
    if found is None:
        raise NotFound("secret_paper", "Không có dòng sổ này.")
    return found
