"""Who may set what an agency's people write on."""

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import is_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_agencies


def access_agency_stationery(actor: Actor, agency_pk: int) -> Agency:
    """The agency, for changing its block and templates; the same NotFound for all others."""
    agency = list_agencies().filter(pk=agency_pk).first()
    if agency is None or not may_set_agency(actor, agency_pk):
        raise NotFound("agency", "Không có cơ quan này, hoặc đồng chí không được sửa mẫu của nó.")
    return agency


def may_set_agency(actor: Actor, agency_pk: int | None) -> bool:
    """True for administrators, and for the clerk of the agency: form is the clerk's business."""
    if agency_pk is None:
        return False
    return is_administrator(actor) or actor.has_role(Role.CLERK, agency_pk=agency_pk)
