"""An outgoing document on A4 after ND30 Annex I: HTML by a template, PDF by WeasyPrint."""

from typing import Any

from django.template.loader import render_to_string

from docflow.documents.access import access_document
from docflow.documents.models import Document
from docflow.printing.pdf import print_page
from docflow.rules.kinds import find_type
from docflow.rules.layout import BLANK, date_line, paragraphs
from docflow.rules.levels import URGENCY_STAMP
from mailsvc.directory.actor import Actor

_TEMPLATE = "docflow/outgoing.html"


def render_document(document: Document) -> bytes:
    """The PDF with what the document's fields say now; a draft has no number and date yet."""
    return print_page(render_to_string(_TEMPLATE, context_of(document)))


def context_of(document: Document) -> dict[str, Any]:
    """What the template shows; it escapes everything."""
    kind = find_type(document.doc_type)
    recipients = list(document.recipients.order_by("position"))
    body = paragraphs(document.body)
    return {
        "document": document,
        "agency_name": document.agency.name.upper(),
        "type_name": "" if kind.is_letter else kind.name.upper(),
        "is_letter": kind.is_letter,
        "symbol": document.symbol,
        "date_line": date_line(document.agency.place, document.issued_on),
        "circulation": document.circulation_name,
        "stamp": URGENCY_STAMP.get(document.urgency, ""),
        "recipients": recipients,
        "paragraphs": body[:-1],
        "last_paragraph": body[-1] if body else "",
        "blank": BLANK,
        "signer_position": document.signer_position.upper(),
        "archive_line": _archive_line(document),
    }


def _archive_line(document: Document) -> str:
    """Lưu: VT, then the drafting unit (ND30 Annex I part II.9)."""
    return f"Lưu: VT, {document.unit.code.upper()}." if document.unit else "Lưu: VT."


def render_preview(actor: Actor, document: Document) -> bytes:
    """The draft as it would print now, for someone who may see it."""
    return render_document(access_document(actor, document.pk))
