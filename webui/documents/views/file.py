"""Files of documents and arrivals."""

from django.http import HttpResponse

from docflow.documents.access import access_file
from docflow.documents.files import read_content
from docflow.documents.reading_services import Look
from docflow.intake.access import access_arrival_file
from webui.documents.looking import note_arrival, note_document
from webui.documents.serving import serve
from webui.shared.http import WebRequest


def file(request: WebRequest, pk: int) -> HttpResponse:
    """`?xem=1` shows a PDF in the browser; everything else is a download."""
    found = access_file(request.actor, pk)
    inline = "xem" in request.GET
    look = Look.OPENED if inline else Look.DOWNLOADED
    note_document(request.actor, found.document, look, file=found)
    return serve(read_content(found.sha256), name=found.name, mime=found.mime, inline=inline)


def arrival_file(request: WebRequest, pk: int) -> HttpResponse:
    """The same for a file of an arrival that is not yet decided."""
    found = access_arrival_file(request.actor, pk)
    inline = "xem" in request.GET
    look = Look.OPENED if inline else Look.DOWNLOADED
    note_arrival(request.actor, found.arrival, look, file=found)
    return serve(read_content(found.sha256), name=found.name, mime=found.mime, inline=inline)
