"""Alerts: what is wrong, since when, what to do; and what was wrong lately."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from mailsvc.operations.alerts import list_alerts, list_ended
from mailsvc.operations.models import Alert
from webui.operations.alert_words import advice, title
from webui.operations.frame import render_page
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class AlertLine:
    """An alert as the page tells it."""

    title: str
    advice: str
    url: str
    since: datetime
    ended_at: datetime | None


def alerts(request: WebRequest) -> HttpResponse:
    """Open alerts, worst first; the last that ended."""
    context: dict[str, object] = {
        "alerts": alert_lines(list_alerts(request.actor)),
        "ended": alert_lines(list_ended(request.actor)),
    }
    return render_page(request, "alerts.html", context, here="alerts")


def alert_lines(found: list[Alert]) -> list[AlertLine]:
    """Alerts in words."""
    return [
        AlertLine(title(one), *advice(one), since=one.since, ended_at=one.ended_at) for one in found
    ]
