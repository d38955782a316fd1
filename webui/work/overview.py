"""Ai đang giữ việc: who has to act and what is late, on one page that a phone shows whole."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing.overview import list_held, list_holders, may_oversee
from docflow.routing.selectors import list_my_work
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.workdays import DueStatus
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden
from mailsvc.directory.roles import Role
from webui.documents.tags import due_tag
from webui.shared.http import WebRequest
from webui.work.frame import render_work

_SHOWN = 100


def overview(request: WebRequest) -> HttpResponse:
    """Late first; a leader presses with one button."""
    if not may_oversee(request.actor):
        raise Forbidden("role", _("Trang này của lãnh đạo cơ quan và trưởng đơn vị."))
    today = clock.today()
    held = list_held(request.actor, today=today)
    rows = [
        (row, due_tag(row.due_on, today), URGENCY_STAMP.get(row.document.urgency, ""))
        for row in held[:_SHOWN]
    ]
    context: dict[str, object] = {
        "holders": list_holders(held),
        "rows": rows,
        "count": len(held),
        "hidden": max(len(held) - _SHOWN, 0),
        "overdue": sum(row.status == DueStatus.OVERDUE for row in held),
        "may_nudge": request.actor.has_role(Role.LEADER),
    }
    items = list_my_work(request.actor, today=today)
    return render_work(request, "overview.html", context, items=items, here="overview")
