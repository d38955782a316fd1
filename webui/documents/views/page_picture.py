"""One page of a file as a light picture: of a document, an arrival, a form being filled in."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.documents.access import access_file
from docflow.documents.files import draw_page
from docflow.documents.reading_services import Look
from docflow.intake.access import access_arrival_file
from mailsvc.base.errors import NotFound
from webui.documents.looking import note_arrival, note_document
from webui.documents.uploads import unseal
from webui.shared.http import WebRequest

_POLICY = "sandbox; default-src 'none'"


def file_page(request: WebRequest, pk: int, page: int) -> HttpResponse:
    """A page of a document's file."""
    found = access_file(request.actor, pk)
    note_document(request.actor, found.document, Look.OPENED)
    return _picture(found.sha256, found.name, page)


def arrival_file_page(request: WebRequest, pk: int, page: int) -> HttpResponse:
    """A page of what another agency sent."""
    found = access_arrival_file(request.actor, pk)
    note_arrival(request.actor, found.arrival, Look.OPENED)
    return _picture(found.sha256, found.name, page)


def kept_page(request: WebRequest) -> HttpResponse:
    """`?giu=` the token of files sent a moment ago, `tep` which of them, `trang` the page."""
    files = unseal(request.actor, request.GET.get("giu", ""))
    which, page = request.GET.get("tep", ""), request.GET.get("trang", "1")
    if not (which.isdecimal() and page.isdecimal() and len(page) < 5 and int(which) < len(files)):
        raise NotFound("file", _("Không có tệp này."))
    found = files[int(which)]
    return _picture(found.sha256, found.name, int(page))


def _picture(sha256: str, name: str, page: int) -> HttpResponse:
    drawn = draw_page(sha256, name=name, page=page)
    response = HttpResponse(drawn.picture, content_type=drawn.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _POLICY
    return response
