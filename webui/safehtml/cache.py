"""Results by content hash, in this process's memory only: bodies of mails go to no shared cache."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import sha256
from typing import Generic, TypeVar

T = TypeVar("T")


class ResultCache(Generic[T]):
    """The latest results up to a total size; safe between threads."""

    def __init__(self, *, max_chars: int) -> None:
        self._max_chars = max_chars
        self._kept: OrderedDict[bytes, tuple[T, int]] = OrderedDict()
        self._chars = 0
        self._lock = threading.Lock()

    def find(self, key: Iterable[str]) -> T | None:
        """The result kept for this content, if it is still there."""
        digest = _digest(key)
        with self._lock:
            found = self._kept.get(digest)
            if found is None:
                return None
            self._kept.move_to_end(digest)
            return found[0]

    def keep(self, key: Iterable[str], result: T, *, size: int) -> None:
        """Keep a result; the ones not asked for longest make room."""
        digest = _digest(key)
        with self._lock:
            if digest in self._kept or size > self._max_chars // 4:
                return
            self._kept[digest] = (result, size)
            self._chars += size
            while self._chars > self._max_chars:
                self._chars -= self._kept.popitem(last=False)[1][1]


def _digest(key: Iterable[str]) -> bytes:
    total = sha256()
    for text in key:
        content = text.encode("utf-8", "surrogatepass")
        total.update(len(content).to_bytes(8, "big") + content)
    return total.digest()
