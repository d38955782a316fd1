"""The document page."""

from django.http import HttpResponse

from docflow.documents.access import access_document
from webui.documents.page import show_document
from webui.shared.http import WebRequest


def document(request: WebRequest, pk: int) -> HttpResponse:
    """All there is about a document, and what the actor may do now."""
    return show_document(request, access_document(request.actor, pk))
