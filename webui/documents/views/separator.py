"""The sheet that parts documents in a scanner's feeder."""

from django.http import HttpResponse

from docflow.scanning.sheet import print_sheet
from webui.documents.frame import clerk_agency
from webui.documents.serving import serve
from webui.documents.uploads import PDF
from webui.shared.http import WebRequest


def separator(request: WebRequest) -> HttpResponse:
    """One page to print; clerks only."""
    clerk_agency(request.actor)
    return serve(print_sheet(), name="to-ngan-cach.pdf", mime=PDF, inline=True)
