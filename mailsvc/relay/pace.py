"""How fast a mail comes in: a time for the whole, and a little in each stretch of it. Pure.

A peer that sends a byte now and then holds a connection no longer than one window.
"""

from mailsvc.relay.limits import Limits


class Pace:
    """One mail's; times are the event loop's seconds."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._last = now + limits.data_s
        self._window_ends = now + limits.data_window_s
        self._received = 0

    def patience(self, now: float) -> tuple[str, float]:
        """The limit that comes next, and in how many seconds."""
        if self._last <= self._window_ends:
            return "data_seconds", self._last - now
        return "data_progress_bytes", self._window_ends - now

    def note(self, size_bytes: int, now: float) -> None:
        """So much has come; enough of it opens the next window."""
        self._received += size_bytes
        if self._received >= self._limits.data_progress_bytes:
            self._received = 0
            self._window_ends = now + self._limits.data_window_s
