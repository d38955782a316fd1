"""A large file sent from where an interrupted download broke off (RFC 9110 §14).

One range of bytes; anything else is answered with the whole file, as the standard lets us.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Part:
    """Bytes first…last of a file of `size` bytes; `is_whole` when nobody asked for a part."""

    first: int
    last: int
    size: int
    is_whole: bool

    @property
    def length(self) -> int:
        return max(0, self.last - self.first + 1)

    @property
    def is_beyond(self) -> bool:
        return self.first >= self.size


def asked_part(request: HttpRequest, *, size: int, etag: str) -> Part:
    """What the browser wants. RFC 9110 §13.1.5: of another version of the file it gets all."""
    whole = Part(0, size - 1, size, is_whole=True)
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = int(found[1]), int(found[2] or size - 1)
    return whole if last < first < size else Part(first, min(last, size - 1), size, is_whole=False)


def send_part(
    request: HttpRequest, file: BinaryIO, part: Part, *, name: str, etag: str
) -> HttpResponseBase:
    """Always saved, never shown; the response closes the file."""
    # Packing what is packed already would take away the length, and with it "how long still".
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }
    if part.is_beyond:
        file.close()
        # RFC 9110 §15.5.17
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{part.size}"})
    headers["Content-Length"] = str(part.length)
    if not part.is_whole:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{part.size}"
    return StreamingHttpResponse(
        _Pieces(file, part),
        status=200 if part.is_whole else 206,
        content_type="application/octet-stream",
        headers=headers,
    )


class _Pieces:
    """The part, piece by piece. No generator: one that never began would not close its file."""

    def __init__(self, file: BinaryIO, part: Part) -> None:
        self.close = file.close  # the response calls it, whatever became of the browser
        self._file, self._left = file, part.length
        file.seek(part.first)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self._file.read(min(_PIECE, self._left))
        self._left -= len(piece)
        if not piece:
            self.close()
            raise StopIteration
        return piece
