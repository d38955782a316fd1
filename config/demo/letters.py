"""Small real PDFs of made-up official letters, laid out as the decree asks (ND30 Annex I)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from string import Template

from config.demo.province import DATA
from docflow.rules.kinds import OFFICIAL_LETTER, find_type
from docflow.rules.layout import date_line, paragraphs


@dataclass(frozen=True)
class Letter:
    """What is on the page."""

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


Render = Callable[[Letter], bytes]


def render_letter(letter: Letter) -> bytes:
    """The PDF, in Liberation Serif."""
    # Imported late: it loads Pango and fonts.
    from weasyprint import HTML

    pdf: bytes = HTML(string=_page().substitute(_parts(letter))).write_pdf()
    return pdf


@cache
def _page() -> Template:
    return Template((DATA / "letter.html").read_text(encoding="utf-8"))


def _parts(letter: Letter) -> dict[str, str]:
    kind = find_type(letter.doc_type)
    subject = escape(letter.subject)
    title = f'<p class="title">{escape(kind.name.upper())}</p><p class="subject">{subject}</p>'
    return {
        "issuer": escape(letter.issuer.upper()),
        "symbol": escape(letter.symbol),
        "about": f'<div class="about">V/v {subject}</div>' if kind.is_letter else "",
        "stamp": f'<div class="stamp">{escape(letter.stamp)}</div>' if letter.stamp else "",
        "date_line": escape(date_line(letter.place, letter.issued_on)),
        "title": "" if kind.is_letter else title,
        "recipient": escape(letter.recipient),
        "body": "".join(f"<p>{escape(line)}</p>" for line in paragraphs(letter.body)),
        "position": escape(letter.signer_position.upper()),
        "signer": escape(letter.signer_name),
    }
