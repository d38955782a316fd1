"""Papers made of an incoming document: its copy with the "ĐẾN" stamp, its slip."""

from django.http import HttpResponse

from docflow.documents.access import access_document, access_file
from docflow.documents.reading_services import Look
from docflow.printing.slip import print_slip
from docflow.printing.stamp import print_stamped
from webui.documents.looking import note_document
from webui.documents.serving import serve
from webui.documents.uploads import PDF
from webui.shared.http import WebRequest


def stamped(request: WebRequest, pk: int) -> HttpResponse:
    """A copy to print and pass on; the file itself stays as it came."""
    found = access_file(request.actor, pk)
    name, content = f"dau-den-{found.name}", print_stamped(found)
    note_document(request.actor, found.document, Look.PRINTED, file=found)
    return serve(content, name=name, mime=PDF, inline=True)


def slip(request: WebRequest, pk: int) -> HttpResponse:
    """Phiếu giải quyết văn bản đến."""
    document = access_document(request.actor, pk)
    content = print_slip(request.actor, document)
    note_document(request.actor, document, Look.PRINTED)
    return serve(content, name=f"phieu-giai-quyet-{pk}.pdf", mime=PDF, inline=True)
