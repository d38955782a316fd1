"""The document page."""

from django.http import HttpResponse

from docflow.documents.access import access_document
from mailsvc.usage import services as usage
from webui.documents.page import show_document
from webui.shared.http import WebRequest


def document(request: WebRequest, pk: int) -> HttpResponse:
    """All there is about a document, and what the actor may do now; a day of reading."""
    found = access_document(request.actor, pk)
    if not request.htmx:  # a page that refreshes itself is nobody's reading
        usage.record(request.actor, usage.UsageKind.READ)
    return show_document(request, found)
