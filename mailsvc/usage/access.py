"""Who sees which agency's figures, and who keeps them; totals are for every civil servant."""

from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

_KEEPS = (Role.STATISTICIAN, Role.SYSADMIN)
_SEES_ALL = (Role.LEADER, Role.STATISTICIAN, Role.SYSADMIN)


def may_see_all_agencies(actor: Actor) -> bool:
    """Heads of agencies, the statistics officer and the operator."""
    return any(actor.has_role(role) for role in _SEES_ALL)


def may_see_agency(actor: Actor, agency_pk: int) -> bool:
    """The figures of one agency: one's own, or any for those who see all; others see its band."""
    if actor.agency_pk == agency_pk:
        return True
    return may_see_all_agencies(actor)


def may_keep(actor: Actor) -> bool:
    """The statistics officer and the operator: payroll, leave, publication, data quality."""
    return actor.is_system or any(actor.has_role(role) for role in _KEEPS)


def require_keeper(actor: Actor) -> None:
    """Forbidden to everybody who does not keep the figures."""
    if not may_keep(actor):
        raise Forbidden("not_statistician", "Chỉ cán bộ thống kê được làm việc này.")


def may_publish(actor: Actor) -> bool:
    """Only the statistics officer publishes (and the system when the day has come): who runs the
    machines does not also say what is official."""
    return actor.is_system or actor.has_role(Role.STATISTICIAN)


def require_publisher(actor: Actor) -> None:
    """Forbidden to everybody who does not publish."""
    if not may_publish(actor):
        raise Forbidden("not_statistician", "Chỉ cán bộ thống kê được chốt số liệu.")
