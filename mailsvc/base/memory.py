"""A bounded memory of one process: what was used longest ago goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values by key, together not heavier than `limit` (entries, characters, bytes: the owner's).

    Shared by all threads. Its owner sees to it that a key means the same value for ever, or looks
    at what it is given before believing it.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._weight = limit, 0
        self._lock = threading.Lock()
        self._found: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """None when it is not, or no longer, known."""
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V, weight: int = 1) -> None:
        """Keep it in place of what the key had; what weighs more than a quarter of all is not."""
        with self._lock:
            self._drop(key)
            if weight > self._limit // 4:
                return
            self._found[key] = (value, weight)
            self._weight += weight
            while self._weight > self._limit:
                self._drop(next(iter(self._found)))

    def forget(self) -> None:
        """Empty it."""
        with self._lock:
            self._found.clear()
            self._weight = 0

    def _drop(self, key: K) -> None:
        found = self._found.pop(key, None)
        if found is not None:
            self._weight -= found[1]
