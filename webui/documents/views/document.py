"""The document page."""

from django.http import HttpResponse

from docflow.documents.access import access_document
from docflow.documents.reading_services import Look
from docflow.notices.services import mark_seen
from docflow.routing.part_services import read_part
from docflow.routing.selectors import list_unread_parts
from mailsvc.usage import services as usage
from webui.documents.looking import note_document
from webui.documents.page import show_document
from webui.shared.http import WebRequest


def document(request: WebRequest, pk: int) -> HttpResponse:
    """All there is about a document, and what the actor may do now; a day of reading.

    Parts given to the actor count as read by it.
    """
    found = access_document(request.actor, pk)
    note_document(request.actor, found, Look.OPENED)
    if not request.htmx:  # a page that refreshes itself is nobody's reading
        usage.record(request.actor, usage.UsageKind.READ)
        for part in list_unread_parts(request.actor, found):
            read_part(request.actor, part_pk=part.pk)
        mark_seen(request.actor, document_pk=found.pk)
    return show_document(request, found)
