"""A memory of seconds, so that a burst to one mailbox asks the directory once."""

from collections.abc import Hashable
from typing import Generic, TypeVar

TTL_S = 2.0  # a mailbox closed meanwhile is caught by delivery, which reports back
_MAX = 5000

T = TypeVar("T")


class ShortMemory(Generic[T]):
    """Good answers only; refusals are asked anew, so a new mailbox receives at once."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[T, float]] = {}

    def get(self, key: Hashable, now: float) -> T | None:
        known = self._known.get(key)
        return known[0] if known is not None and now < known[1] else None

    def put(self, key: Hashable, value: T, now: float) -> None:
        if len(self._known) >= _MAX:
            self._known.clear()
        self._known[key] = (value, now + TTL_S)
