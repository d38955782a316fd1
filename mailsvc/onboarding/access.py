"""Who helps whom: champions and leaders in their agency, the operator everywhere."""

from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, valid_on
from mailsvc.directory.roles import Role
from mailsvc.onboarding.models import Champion


def may_help(actor: Actor, agency_pk: int) -> bool:
    """Sees which accounts were never opened, and prints their slips."""
    if actor.has_role(Role.SYSADMIN) or actor.has_role(Role.LEADER, agency_pk=agency_pk):
        return True
    return is_champion(actor, agency_pk)


def is_champion(actor: Actor, agency_pk: int) -> bool:
    """Named for the agency, today."""
    if actor.account_pk is None:
        return False
    rows = Champion.objects.filter(valid_on(clock.today()), agency_id=agency_pk)
    return rows.filter(account_id=actor.account_pk).exists()


def may_name_champion(actor: Actor, agency_pk: int) -> bool:
    """The agency's leader, the statistics officer, the operator."""
    return (
        actor.is_system
        or actor.has_role(Role.SYSADMIN)
        or actor.has_role(Role.STATISTICIAN)
        or actor.has_role(Role.LEADER, agency_pk=agency_pk)
    )


def access_agency(actor: Actor, code: str) -> Agency:
    """An agency one may help in; stranger and missing give the same NotFound."""
    agency = Agency.objects.filter(code=code).first()
    if agency is None or not may_help(actor, agency.pk):
        raise NotFound("helping", "Không có trang này, hoặc đồng chí không phụ trách cơ quan này.")
    return agency


def require_helper(actor: Actor, agency_pk: int) -> None:
    """Forbidden to everybody who does not help in the agency."""
    if not may_help(actor, agency_pk):
        raise Forbidden(
            "helper", "Chỉ người hướng dẫn, lãnh đạo cơ quan hoặc quản trị in được phiếu."
        )
