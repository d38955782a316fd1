"""How long a peer may be silent: one timer a connection, moved by a number.

A timer made and cancelled for each command costs more than the command; this one wakes up at the
earliest time that once was the end, looks, and sleeps on.
"""

import asyncio
from collections.abc import Callable
from math import inf


class Patience:
    """Calls `on_end` once, when the time given last has run out or the connection grew too old."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, session_s: float, on_end: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._on_end = on_end
        self._last = loop.time() + session_s
        self._until = inf
        self._wakes_at = inf
        self._timer: asyncio.TimerHandle | None = None
        self._sleep_until(self._last)

    def allow(self, seconds: float) -> None:
        """From now on this long."""
        self._until = until = self._loop.time() + seconds
        if until < self._wakes_at:
            self._sleep_until(until)

    def rest(self) -> None:
        """It is our turn: the peer is not waited for."""
        self._until = inf

    @property
    def is_too_old(self) -> bool:
        """True when it is the connection's age that ends it."""
        return self._loop.time() + 0.001 >= self._last

    def end(self) -> None:
        """Never again."""
        if self._timer is not None:
            self._timer.cancel()

    def _sleep_until(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._wakes_at = when
        self._timer = self._loop.call_at(when, self._wake)

    def _wake(self) -> None:
        # A loop may wake a hair too early.
        if self._loop.time() + 0.001 >= min(self._until, self._last):
            self._on_end()
        else:
            self._sleep_until(min(self._until, self._last))
