"""Stored bytes over HTTP: nobody's browser may run or keep them."""

from typing import BinaryIO

from django.http import FileResponse

from webui.documents.uploads import PDF, is_pdf

_HEAD = 8
# A PDF viewer does not start in a sandboxed page; the viewer itself runs no script of ours.
_INLINE_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
_DOWNLOAD_POLICY = "sandbox; default-src 'none'"


def serve(content: BinaryIO, *, name: str, mime: str, inline: bool) -> FileResponse:
    """A download; inline only for what really is a PDF."""
    head = content.read(_HEAD)
    content.seek(0)
    shown = inline and is_pdf(head)
    response = FileResponse(
        content, as_attachment=not shown, filename=name, content_type=PDF if shown else _type(mime)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _INLINE_POLICY if shown else _DOWNLOAD_POLICY
    return response


def _type(mime: str) -> str:
    """Types a browser would run or draw are sent as plain bytes."""
    is_safe = mime.startswith("application/") and "xml" not in mime and "script" not in mime
    return mime if is_safe else "application/octet-stream"
