"""Stored bytes over HTTP: nobody's browser may run or keep them."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from docflow.printing.tables import FORMATS
from webui.documents.uploads import PDF, is_pdf

# A PDF viewer does not start in a sandboxed page; the viewer itself runs no script of ours.
_INLINE_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
_DOWNLOAD_POLICY = "sandbox; default-src 'none'"


def serve(content: bytes, *, name: str, mime: str, inline: bool) -> HttpResponse:
    """A download; inline only for what really is a PDF."""
    shown = inline and is_pdf(content)
    response = HttpResponse(content, content_type=PDF if shown else _type(mime))
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _INLINE_POLICY if shown else _DOWNLOAD_POLICY
    return response


def attach(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """A table we made ourselves, as one of `printing.tables.FORMATS`."""
    response = HttpResponse(content, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _type(mime: str) -> str:
    """Types a browser would run or draw are sent as plain bytes."""
    is_safe = mime.startswith("application/") and "xml" not in mime and "script" not in mime
    return mime if is_safe else "application/octet-stream"
