"""The clerk registers what another agency sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.documents.reading_services import Look
from docflow.intake.access import access_arrival
from docflow.intake.prefill import prefill_from_arrival
from docflow.models import Arrival
from webui.documents.file_lines import list_lines, url_of_arrival_page
from webui.documents.forms.register import RegisterFields, initial_of
from webui.documents.frame import posted
from webui.documents.looking import note_arrival
from webui.documents.registering import form_options, save, show_form
from webui.shared.http import WebRequest


def register_arrival(request: WebRequest, pk: int) -> HttpResponse:
    """Prefilled from the package; its files come along."""
    found = access_arrival(request.actor, pk)
    if found.document_id is not None:
        messages.info(request, _("Văn bản này đã vào sổ."))
        return redirect("documents:document", found.document_id)
    if found.state != Arrival.State.WAITING:
        return redirect("documents:arrival", pk)
    note_arrival(request.actor, found, Look.OPENED)
    initial = initial_of(prefill_from_arrival(found))
    form = RegisterFields(
        posted(request),
        initial=initial,
        **form_options(request.actor, found.agency_id, came_as=(found.doc_type, found.type_name)),
    )
    context: dict[str, object] = {
        "arrival": found,
        "came_along": list_lines(found.files.all(), url_of_arrival_page),
    }
    if request.method == "POST" and form.is_valid():
        command = form.to_command(agency_pk=found.agency_id, arrival_pk=found.pk)
        response = save(request, form, command, context)
        if response is not None:
            return response
    return show_form(request, form, found.agency_id, context, here="intake")
