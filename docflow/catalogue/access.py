"""Who keeps the lists of an agency."""

from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

EDITORS = (Role.CLERK, Role.LEADER, Role.SYSADMIN)


def need_editor(actor: Actor, agency_pk: int) -> None:
    """The agency's clerk, leader or administrator; Forbidden for everybody else."""
    if not any(actor.has_role(role, agency_pk=agency_pk) for role in EDITORS):
        raise Forbidden("catalogue", "Chỉ văn thư, lãnh đạo, quản trị của cơ quan sửa danh mục.")


def editable_agency(actor: Actor) -> int:
    """The agency whose lists the actor keeps; Forbidden for who keeps none."""
    for duty in actor.duties:
        if duty.role in EDITORS:
            return duty.agency_pk
    raise Forbidden("catalogue", "Chỉ văn thư, lãnh đạo, quản trị của cơ quan sửa danh mục.")
