"""Reading DATA in chunks. Only CRLF.CRLF ends a mail. RFC 5321 §4.1.1.4, §4.5.2. Pure but for a
file of its own, for what is put aside of a large mail."""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

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
        self._aside: BinaryIO | None = None
        self._aside_bytes = 0
        self._has_dots = False  # a line began with a dot, and was not the end
        self._max_bytes = max_bytes
        self._line_max_bytes = line_max_bytes
        self.refusal: Reply | None = None
        self.counted_bytes = 0  # what the gate knows of `held_bytes`

    @property
    def held_bytes(self) -> int:
        """In memory."""
        return len(self._buffer)

    @property
    def is_aside(self) -> bool:
        """Most of it lies on disk: `content` will bring it all into memory."""
        return self._aside is not None

    def feed(self, chunk: bytes) -> bytes | None:
        """None while the mail goes on; the bytes after its end when it is complete."""
        searched = max(0, len(self._buffer) - len(_END) + 1)
        self._buffer += chunk
        end = self._find_end(searched)
        if end < 0:
            if self.refusal or self._size() > self._max_bytes + len(_END):
                self.discard(reply.TOO_LARGE)
            return None
        rest = bytes(self._buffer[end + len(_END) :])
        del self._buffer[end + 2 :]
        if self._size() - 2 > self._max_bytes:
            self.discard(reply.TOO_LARGE)
        return rest

    def put_aside(self, folder: Path) -> None:
        """Write what is held to a file without a name, but for what may begin the end. Blocks.

        OSError when the disk refuses; then nothing is lost and the mail may still be discarded.
        """
        keep = len(_END) - 1
        if len(self._buffer) <= keep:
            return
        if self._aside is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._aside = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed by `close`
        self._aside.write(memoryview(self._buffer)[:-keep])
        self._aside.flush()
        self._aside_bytes += len(self._buffer) - keep
        del self._buffer[:-keep]

    def discard(self, why: Reply) -> None:
        """Keep reading to the true end, so the dialogue stays in step, but keep no bytes."""
        self.refusal = self.refusal or why
        del self._buffer[: -len(_END) + 1]
        self.close()

    def content(self) -> bytes:
        """The mail, dots unstuffed; call once, after the end. Blocks when it was put aside.

        Sets `refusal` for a line too long.
        """
        self._bring_back()
        if self.refusal is None and self._has_long_line():
            self.discard(reply.LINE_TOO_LONG)
        if self.refusal is not None:
            return b""
        # RFC 5321 §4.5.2: a line that begins with a dot loses it.
        if self._has_dots:
            self._buffer = self._buffer.replace(b"\r\n.", b"\r\n")
        # One copy, and the buffer goes at once: a large mail is not held twice while it is stored.
        content = bytes(memoryview(self._buffer)[2:])
        self._buffer = bytearray()
        return content

    def close(self) -> None:
        """Give the file back."""
        if self._aside is not None:
            self._aside.close()
        self._aside, self._aside_bytes = None, 0

    def _find_end(self, searched: int) -> int:
        """-1 while there is none. Looks for the end and for dots to unstuff in one pass: over a
        megabyte each takes as long as all the rest of a dialogue.
        """
        if not self._has_dots:
            searched = self._buffer.find(_END[:3], searched)
            if searched < 0:
                return -1
            found = self._buffer[searched : searched + len(_END)]
            self._has_dots = not _END.startswith(found)
        return self._buffer.find(_END, searched)

    def _size(self) -> int:
        return self._aside_bytes + len(self._buffer)

    def _bring_back(self) -> None:
        if self._aside is None:
            return
        whole = bytearray(self._size())
        os.preadv(self._aside.fileno(), [memoryview(whole)[: self._aside_bytes]], 0)
        whole[self._aside_bytes :] = self._buffer
        self._buffer = whole
        self.close()

    def _has_long_line(self) -> bool:
        """Strides of one line length: each must hold a line end."""
        start, limit = 0, self._line_max_bytes
        while len(self._buffer) - start > limit:
            last = self._buffer.rfind(b"\n", start, start + limit + 1)
            if last < start:
                return True
            start = last + 1
        return False
