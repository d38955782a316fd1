"""Small real PDFs of made-up official letters, on the product's own page layout."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from docflow.rules.kinds import OFFICIAL_LETTER, find_type
from docflow.rules.layout import date_line, paragraphs

_TEMPLATE = "docflow/outgoing.html"


@dataclass(frozen=True)
class Addressee:
    """Who the letter is for."""

    name: str


@dataclass(frozen=True)
class Letter:
    """What is on the page; the template reads `subject` and `signer_name`."""

    issuer: str
    symbol: str
    issued_on: date
    subject: str
    body: str
    recipient: str
    place: str
    signer_name: str
    signer_position: str
    doc_type: str = OFFICIAL_LETTER
    stamp: str = ""

    @property
    def filename(self) -> str:
        """`15/SNV-CCHC` → `15-SNV-CCHC.pdf`."""
        return f"{self.symbol.replace('/', '-')}.pdf"


def render_letter(letter: Letter) -> bytes:
    """The PDF, in Liberation Serif."""
    # Imported late: it loads Pango and fonts.
    from weasyprint import HTML

    kind = find_type(letter.doc_type)
    html = render_to_string(
        _TEMPLATE,
        {
            "document": letter,
            "agency_name": letter.issuer.upper(),
            "type_name": "" if kind.is_letter else kind.name.upper(),
            "is_letter": kind.is_letter,
            "symbol": letter.symbol,
            "date_line": date_line(letter.place, letter.issued_on),
            "stamp": letter.stamp,
            "recipients": [Addressee(letter.recipient)],
            "paragraphs": paragraphs(letter.body),
            "signer_position": letter.signer_position.upper(),
            "archive_line": "Lưu: VT.",
        },
    )
    pdf: bytes = HTML(string=html).write_pdf()
    return pdf
