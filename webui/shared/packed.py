"""Parts of pages that are sent again and again: compressed when they are kept, not each time.

Compressing was a tenth of opening a mail that was opened before.
"""

import gzip
import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from mailsvc.base.memory import Memory

_kept: "Memory[str, Packed]" = Memory(limit=16_000_000)  # bytes, about
_HEADER = 10  # bytes before the name, when there is one


@dataclass(frozen=True)
class Packed:
    """A text as it is sent, plain and compressed."""

    plain: bytes
    compressed: bytes

    @property
    def weight(self) -> int:
        """For the memory that keeps it."""
        return len(self.plain) + len(self.compressed)

    def named(self, most: int) -> bytes:
        """Compressed, with a name of a length nobody can foretell in it, as Django does."""
        header = bytearray(self.compressed[:_HEADER])
        header[3] = gzip.FNAME
        name = b"a" * secrets.randbelow(most) + b"\x00"
        return bytes(header) + name + self.compressed[_HEADER:]


def pack(text: str) -> Packed:
    """To be kept; it may hold no token and nothing that belongs to one request."""
    plain = text.encode()
    return Packed(plain, compress_string(plain))


def pack_once(text: str) -> Packed:
    """As `pack`, for a text that is likely to be sent again soon."""
    kept = _kept.get(text)
    if kept is None:
        kept = pack(text)
        _kept.put(text, kept, 2 * len(text) + kept.weight)
    return kept


class PackedResponse(HttpResponse):
    """An answer whose compressed body is known."""

    def __init__(self, packed: Packed, headers: dict[str, str] | None = None) -> None:
        super().__init__(packed.plain, headers=headers)
        self.packed = packed


class CompressionMiddleware(GZipMiddleware):
    """Django's, but for answers that bring their compressed body along."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_known = isinstance(response, PackedResponse) and not response.has_header("ETag")
        if not is_known or not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return super().process_response(request, response)
        assert isinstance(response, PackedResponse)
        patch_vary_headers(response, ("Accept-Encoding",))
        response.content = response.packed.named(self.max_random_bytes)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "gzip"
        return response
