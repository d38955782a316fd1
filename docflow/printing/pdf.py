"""HTML to PDF by WeasyPrint; nothing outside the HTML is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

# Pango and fontconfig make no promise to threads, and requests run in several.
_ONE_AT_A_TIME = Lock()


def print_pdf(html: str, *, style: str = "") -> bytes:
    """HTML to PDF, with a style sheet beside its own; nothing outside them is read."""
    # Imported late: it loads Pango and fonts, which most processes never need.
    from weasyprint import CSS, HTML

    with _ONE_AT_A_TIME:
        sheets = [CSS(string=style, url_fetcher=_refuse_fetch)] if style else []
        page = HTML(string=html, url_fetcher=_refuse_fetch)
        pdf: bytes = page.write_pdf(stylesheets=sheets)
    return pdf


def print_page(html: str) -> bytes:
    """The same by the printer of the moment."""
    return _printer.get()(html)


@contextmanager
def printing_with(printer: Callable[[str], bytes]) -> Iterator[None]:
    """The seam: print with another printer inside the block."""
    token = _printer.set(printer)
    try:
        yield
    finally:
        _printer.reset(token)


def _refuse_fetch(url: str, *args: object, **kwargs: object) -> dict[str, object]:
    """Nothing is fetched while rendering, neither from the network nor from the disk."""
    raise ValueError("rendering fetches nothing")


_printer: ContextVar[Callable[[str], bytes]] = ContextVar("pdf_printer", default=print_pdf)
