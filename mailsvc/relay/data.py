"""Reading DATA in chunks. Only CRLF.CRLF ends a mail. RFC 5321 §4.1.1.4, §4.5.2. Pure."""

from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply

_END = b"\r\n.\r\n"


class DataReader:
    """Fed with what the socket gives, until `feed` returns what came after the end.

    The CRLF that ended the DATA command stands at the front of the buffer: it is the first half of
    the end of an empty mail, and makes the first line like any other.
    """

    def __init__(self, *, max_bytes: int, line_max_bytes: int) -> None:
        self._buffer = bytearray(b"\r\n")
        self._max_bytes = max_bytes
        self._line_max_bytes = line_max_bytes
        self.refusal: Reply | None = None

    @property
    def held_bytes(self) -> int:
        return len(self._buffer)

    def feed(self, chunk: bytes) -> bytes | None:
        """None while the mail goes on; the bytes after its end when it is complete."""
        searched = max(0, len(self._buffer) - len(_END) + 1)
        self._buffer += chunk
        end = self._buffer.find(_END, searched)
        if end < 0:
            if self.refusal or len(self._buffer) > self._max_bytes + len(_END):
                self.discard(reply.TOO_LARGE)
            return None
        rest = bytes(self._buffer[end + len(_END) :])
        del self._buffer[end + 2 :]
        if len(self._buffer) - 2 > self._max_bytes:
            self.discard(reply.TOO_LARGE)
        return rest

    def discard(self, why: Reply) -> None:
        """Keep reading to the true end, so the dialogue stays in step, but keep no bytes."""
        self.refusal = self.refusal or why
        del self._buffer[: -len(_END) + 1]

    def content(self) -> bytes:
        """The mail, dots unstuffed; call after the end. Sets `refusal` for a line too long."""
        if self.refusal is None and self._has_long_line():
            self.discard(reply.LINE_TOO_LONG)
        if self.refusal is not None:
            return b""
        # RFC 5321 §4.5.2: a line that begins with a dot loses it.
        return bytes(self._buffer.replace(b"\r\n.", b"\r\n")[2:])

    def _has_long_line(self) -> bool:
        """Strides of one line length: each must hold a line end."""
        start, limit = 0, self._line_max_bytes
        while len(self._buffer) - start > limit:
            last = self._buffer.rfind(b"\n", start, start + limit + 1)
            if last < start:
                return True
            start = last + 1
        return False
