"""Which attempts are being made at this moment, and when each last moved a byte."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mailsvc.delivery.groups import Group
from mailsvc.queue.orders import Claim

# Longer than any transport waits for a peer that says nothing: a thread that is silent for longer
# has got lost, and the queue may give its claims to another.
SILENT_MAX_S = 1200.0


class UnderWay:
    """Written by the worker's threads, read by its loop. `now` is a seam for tests."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._moved: dict[int, tuple[Group, float]] = {}

    @contextmanager
    def attempt(self, group: Group) -> Iterator[Callable[[], None]]:
        """Around one attempt; gives what its transport calls whenever something moves."""
        key = id(group)

        def note() -> None:
            with self._lock:
                self._moved[key] = (group, self._now())

        note()
        try:
            yield note
        finally:
            with self._lock:
                del self._moved[key]

    def list_alive(self) -> list[Claim]:
        """The claims whose attempts have moved within SILENT_MAX_S."""
        since = self._now() - SILENT_MAX_S
        with self._lock:
            groups = [group for group, moved_at in self._moved.values() if moved_at >= since]
        return [claim for group in groups for claim in group.claims]
