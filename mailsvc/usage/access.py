"""Who sees which agency's figures; totals and tiers are for every civil servant."""

from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

_SEES_ALL = (Role.LEADER, Role.STATISTICIAN, Role.SYSADMIN)


def may_see_all_agencies(actor: Actor) -> bool:
    """Heads of agencies, the statistics officer and the operator."""
    return any(actor.has_role(role) for role in _SEES_ALL)


def may_see_agency(actor: Actor, agency_pk: int) -> bool:
    """The figures of one agency: one's own, or any for those who see all; others see its band."""
    if actor.agency_pk == agency_pk:
        return True
    return may_see_all_agencies(actor)
