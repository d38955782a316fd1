"""The draft as a PDF, before it has a number."""

from django.http import HttpResponse

from docflow.documents.access import access_document
from docflow.documents.reading_services import Look
from docflow.documents.render import render_document
from webui.documents.looking import note_document
from webui.documents.serving import serve
from webui.documents.uploads import PDF
from webui.shared.http import WebRequest


def preview(request: WebRequest, pk: int) -> HttpResponse:
    """What will be issued, marked as a draft."""
    document = access_document(request.actor, pk)
    content = render_document(document)
    note_document(request.actor, document, Look.PRINTED)
    return serve(content, name="du-thao.pdf", mime=PDF, inline=True)
