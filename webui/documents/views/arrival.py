"""One arrival: look at it, then register or refuse."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from docflow.documents.reading_services import Look
from docflow.intake.access import access_arrival
from docflow.models import Arrival
from docflow.rules.levels import URGENCY_STAMP
from webui.documents.file_lines import list_lines, url_of_arrival_page
from webui.documents.forms.words import ReasonForm
from webui.documents.frame import render_page
from webui.documents.looking import note_arrival
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422


def arrival(request: WebRequest, pk: int) -> HttpResponse:
    """A decided arrival leads to its document."""
    found = access_arrival(request.actor, pk)
    if found.document_id is not None:
        return redirect("documents:document", found.document_id)
    note_arrival(request.actor, found, Look.OPENED)
    return show_arrival(request, found)


def show_arrival(
    request: WebRequest, found: Arrival, *, failed: forms.Form | None = None
) -> HttpResponse:
    """Its facts and files, with the two decisions."""
    context: dict[str, object] = {
        "arrival": found,
        "files": list_lines(found.files.all(), url_of_arrival_page),
        "stamp": URGENCY_STAMP.get(found.urgency, ""),
        "is_waiting": found.state == Arrival.State.WAITING,
        "form": failed or ReasonForm(),
        "has_failed": failed is not None,
    }
    status = _UNPROCESSABLE if failed else 200
    return render_page(request, "arrival.html", context, here="intake", status=status)
