"""Chờ tiếp nhận: what other agencies sent and the clerk has not decided on."""

from django.http import HttpResponse

from docflow.intake.selectors import list_arrivals
from docflow.rules.levels import URGENCY_STAMP
from docflow.scanning.selectors import has_scanner, list_failed_scans
from webui.documents.frame import clerk_agency, page_number, render_page
from webui.shared.http import WebRequest


def intake(request: WebRequest) -> HttpResponse:
    """The clerk's list, oldest first."""
    agency_pk = clerk_agency(request.actor)
    page = list_arrivals(request.actor, page=page_number(request))
    rows = [(arrival, URGENCY_STAMP.get(arrival.urgency, "")) for arrival in page.rows]
    context: dict[str, object] = {
        "page": page,
        "rows": rows,
        "has_scanner": has_scanner(),
        "failed_scans": list_failed_scans(agency_pk),
    }
    return render_page(request, "intake.html", context, here="intake")
