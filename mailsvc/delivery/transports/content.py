"""A mail's bytes on their way out: read from the spool in blocks while they are sent, again for
each server that is tried, and never whole in memory unless somebody asks for that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mailsvc.base.errors import Unavailable

BLOCK_BYTES = 128 * 1024

OpenRest = Callable[[], BinaryIO]


def _nothing() -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Content:
    """`head` (header lines of ours, or all of a short mail), then `rest_bytes` from `open_rest`.

    `on_block` is called whenever a block is about to be read: the one before has left by then, so
    it says that a long transfer still moves. Reading raises Unavailable when the spool cannot give
    exactly `rest_bytes`: half a mail must never pass for a whole one.
    """

    head: bytes
    open_rest: OpenRest | None = None
    rest_bytes: int = 0
    on_block: Callable[[], None] = _nothing

    @property
    def size_bytes(self) -> int:
        return len(self.head) + self.rest_bytes

    def blocks(self) -> Iterator[bytes]:
        """The bytes in order; a mail shorter than BLOCK_BYTES comes as one block."""
        if self.open_rest is None:
            yield self.head
            return
        left = self.rest_bytes
        with self.open_rest() as file:
            block = self.head + _read(file, min(left, BLOCK_BYTES))
            left -= len(block) - len(self.head)
            while block:
                self.on_block()
                yield block
                block = _read(file, min(left, BLOCK_BYTES))
                left -= len(block)
            if left or file.read(1):
                raise _torn()

    def read(self) -> bytes:
        """All of it, for who cannot do with blocks."""
        return b"".join(self.blocks())

    def isascii(self) -> bool:
        """False as soon as one block has another byte."""
        return all(block.isascii() for block in self.blocks())

    def prefixed(self, lines: bytes) -> "Content":
        """The same mail with more header lines before it."""
        return Content(lines + self.head, self.open_rest, self.rest_bytes, self.on_block)


def _read(file: BinaryIO, count: int) -> bytes:
    try:
        return file.read(count) if count else b""
    except OSError as error:
        raise _torn() from error


def _torn() -> Unavailable:
    return Unavailable("spool_unreadable", "Tạm thời không đọc được thư.")
