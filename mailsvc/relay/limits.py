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
    empty_commands_max: int = 200  # NOOP, RSET and their like since the last mail
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
    """Bad log-ins within a window, by machine and account; and, ten times as many, by machine.

    An office behind one address is not shut out by one program with an old password; tries under
    way count only against a burst, so several connections may log in at once.
    """

    _KEYS_MAX = 10_000
    _BURST = 4
    _MACHINE = 10

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._failures: dict[str, list[float]] = {}
        self._running: Counter[str] = Counter()

    def is_blocked(self, machine: str, account: str, now: float) -> bool:
        tries = self._limits.login_tries
        key = _key(machine, account)
        failed = len(self._recent(key, now))
        return (
            failed >= tries
            or failed + self._running[key] >= tries * self._BURST
            or len(self._recent(machine, now)) >= tries * self._MACHINE
        )

    def begin(self, machine: str, account: str) -> None:
        """A password is being checked; one of the three below ends it."""
        self._running[_key(machine, account)] += 1

    def note_failure(self, machine: str, account: str, now: float) -> None:
        if len(self._failures) >= self._KEYS_MAX:
            self._forget_old(now)
        for key in (_key(machine, account), machine):
            self._failures[key] = [*self._recent(key, now), now]
        self._end(machine, account)

    def note_success(self, machine: str, account: str) -> None:
        self._failures.pop(_key(machine, account), None)
        self._end(machine, account)

    def note_unchecked(self, machine: str, account: str) -> None:
        """The database was down: neither good nor bad."""
        self._end(machine, account)

    def _end(self, machine: str, account: str) -> None:
        key = _key(machine, account)
        self._running[key] -= 1
        if self._running[key] <= 0:
            del self._running[key]

    def _recent(self, key: str, now: float) -> list[float]:
        since = now - self._limits.login_window_s
        return [at for at in self._failures.get(key, ()) if at > since]

    def _forget_old(self, now: float) -> None:
        kept = {key: self._recent(key, now) for key in list(self._failures)}
        self._failures = {key: recent for key, recent in kept.items() if recent}


def _key(machine: str, account: str) -> str:
    return f"{machine} {account.casefold()}"


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
