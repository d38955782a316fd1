"""The sheet laid between two documents in the scanner's feeder: a large QR code."""

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from docflow.printing.pdf import print_page

SEPARATOR = "CONGVAN:NGAN-CACH"


def print_sheet() -> bytes:
    """One A4 page; it may be copied and used again and again."""
    code = segno.make(SEPARATOR, error="h").svg_inline(scale=10, border=4)
    return print_page(render_to_string("docflow/separator.html", {"code": mark_safe(code)}))  # noqa: S308  made here
