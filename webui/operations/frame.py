"""The frame of these pages: their list in the rail, with the alerts counted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.directory.access import require_administrator
from mailsvc.operations.alerts import list_alerts
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
    entries = [
        RailBox(_("Tổng quan"), reverse("operations:home"), "home"),
        RailBox(
            _("Cảnh báo"), reverse("operations:alerts"), "alerts", len(alerts) or None, bool(alerts)
        ),
        RailBox(_("Thư đang chờ"), reverse("operations:waiting"), "waiting"),
        RailBox(_("Thư lừa đảo"), reverse("operations:phishing"), "phishing"),
    ]
    frame = {"entries": entries, "here": here}
    return render(request, f"operations/{template}", frame | context, status=status)
