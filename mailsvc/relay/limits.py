"""Limits of the relay and the counters they are held against; one set a process."""

from collections import Counter
from dataclasses import dataclass

from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply

_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Defaults suit one machine; tests give their own."""

    sessions_max: int = 1000
    sessions_per_address: int = 100
    errors_max: int = 50
    unknown_recipients_max: int = 10
    idle_s: float = 300.0  # RFC 5321 §4.5.3.2.7: at least five minutes
    data_s: float = 900.0  # one message, first byte to last
    session_s: float = 3600.0
    handshake_s: float = 30.0
    authn_s: float = 6.0
    line_max_bytes: int = 65536  # departs from RFC 5321 §4.5.3.1.6: real senders write long lines
    buffered_max_bytes: int = 512 * _MB
    login_tries: int = 5
    login_window_s: float = 600.0


class Gate:
    """Who is inside, in all and by address, and how many bytes of unfinished mail they hold."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._inside: Counter[str] = Counter()
        self.total = 0
        self.buffered_bytes = 0

    def refuse(self, address: str) -> Reply | None:
        """The reply that turns a newcomer away, or None."""
        if self.total >= self._limits.sessions_max:
            return reply.TOO_MANY_SESSIONS
        if self._inside[address] >= self._limits.sessions_per_address:
            return reply.TOO_MANY_SESSIONS
        return None

    def enter(self, address: str) -> None:
        self.total += 1
        self._inside[address] += 1

    def leave(self, address: str) -> None:
        self.total -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def is_full(self) -> bool:
        """True when no more bytes of unfinished mail should be held."""
        return self.buffered_bytes > self._limits.buffered_max_bytes


class LoginThrottle:
    """Bad log-ins by address within a window; a good one clears its address."""

    _ADDRESSES_MAX = 10_000

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tries: dict[str, list[float]] = {}

    def is_blocked(self, address: str, now: float) -> bool:
        return len(self._recent(address, now)) >= self._limits.login_tries

    def note_try(self, address: str, now: float) -> None:
        """Counted before the password is checked, so parallel tries cannot slip through."""
        if len(self._tries) >= self._ADDRESSES_MAX:
            self._forget_old(now)
        self._tries[address] = [*self._recent(address, now), now]

    def note_success(self, address: str) -> None:
        self._tries.pop(address, None)

    def take_back(self, address: str) -> None:
        """A try that could not be checked (database down) does not count."""
        if self._tries.get(address):
            self._tries[address].pop()

    def _recent(self, address: str, now: float) -> list[float]:
        since = now - self._limits.login_window_s
        return [at for at in self._tries.get(address, ()) if at > since]

    def _forget_old(self, now: float) -> None:
        self._tries = {a: kept for a in list(self._tries) if (kept := self._recent(a, now))}


class Breaker:
    """After some failures in a row, no more tries for a while (a name server that is down)."""

    _FAILURES, _PAUSE_S = 3, 30.0

    def __init__(self) -> None:
        self._failures = 0
        self._open_until = 0.0

    def is_open(self, now: float) -> bool:
        return now < self._open_until

    def note_failure(self, now: float) -> None:
        self._failures += 1
        if self._failures >= self._FAILURES:
            self._failures, self._open_until = 0, now + self._PAUSE_S

    def note_success(self) -> None:
        self._failures = 0
