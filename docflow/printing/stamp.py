"""The "ĐẾN" stamp on a copy of an incoming document (ND30 Annex IV: 35 × 50 mm)."""

from django.template.loader import render_to_string

from docflow.documents.files import read_content
from docflow.documents.models import DocumentFile
from docflow.printing.pdf import print_page
from docflow.register.selectors import find_entry
from docflow.rules.numbers import format_number
from docflow.rules.states import Direction
from mailsvc.base.errors import Conflict
from mailsvc.preview.overlay import lay_over


def print_stamped(file: DocumentFile) -> bytes:
    """A copy of the PDF with the stamp on blank paper of its first page.

    The caller reached the file through `access_file`. Conflict while the document has no number,
    Invalid for a file that cannot be stamped.
    """
    document = file.document
    entry = find_entry(document)
    if document.direction != Direction.IN or entry is None:
        raise Conflict("no_entry", "Văn bản chưa vào sổ nên chưa có dấu ĐẾN.")
    context = {
        "agency_name": document.agency.name.upper(),
        "number": format_number(entry.number),
        "day": entry.entered_on,
        "to": _first_receiver(file),
        "file_code": document.file_code,
    }
    stamp = print_page(render_to_string("docflow/stamp.html", context))
    return lay_over(stamp, read_content(file.sha256))


def _first_receiver(file: DocumentFile) -> str:
    """Chuyển: who has the lead of the first opinion; empty, to be written by hand, before it."""
    directive = file.document.directives.order_by("pk").first()
    lead = directive.assignments.filter(part="lead").first() if directive else None
    holder = (lead.unit or lead.person) if lead else None
    return str(holder) if holder else ""
