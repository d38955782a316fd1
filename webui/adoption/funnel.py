"""The funnel: from the payroll to regular use, and where people are lost."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from mailsvc.onboarding.selectors import find_helped_agency
from webui.adoption.causes import funnel_lines, funnel_message
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import read_report
from webui.shared.http import WebRequest


@require_safe
def funnel(request: WebRequest) -> HttpResponse:
    """Nested stages of one month."""
    report = read_report(request)
    if report is None:
        return render_empty(request, here="funnel")
    context = {
        "message": funnel_message(report.total),
        "funnel": funnel_lines(report),
        "helped": find_helped_agency(request.actor),
    }
    return render_month(request, "funnel.html", report, context, here="funnel")
