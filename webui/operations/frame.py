"""The frame of these pages: their list in the rail, with the alerts counted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.directory.access import require_administrator
from mailsvc.directory.roles import Role
from mailsvc.operations.alerts import list_alerts
from mailsvc.workdays.selectors import list_unconfirmed
from webui.documents.frame import RailBox
from webui.shared.http import WebRequest


def render_page(
    request: WebRequest,
    template: str,
    context: dict[str, object],
    *,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page for the administrator; Forbidden for everybody else."""
    require_administrator(request.actor)
    alerts = list_alerts(request.actor)
    unsure = len(list_unconfirmed(clock.today()))
    entries = [
        RailBox(_("Tổng quan"), reverse("operations:home"), "home"),
        RailBox(
            _("Cảnh báo"), reverse("operations:alerts"), "alerts", len(alerts) or None, bool(alerts)
        ),
        RailBox(_("Thư đang chờ"), reverse("operations:waiting"), "waiting"),
        RailBox(_("Thư lừa đảo"), reverse("operations:phishing"), "phishing"),
        RailBox(
            _("Lịch làm việc"),
            reverse("operations:calendar"),
            "calendar",
            unsure or None,
            unsure > 0,
        ),
    ]
    if any(duty.role == Role.SYSADMIN for duty in request.actor.duties):
        entries.append(RailBox(_("Danh mục văn bản"), reverse("documents:catalogue"), "catalogue"))
    frame = {"entries": entries, "here": here}
    return render(request, f"operations/{template}", frame | context, status=status)
