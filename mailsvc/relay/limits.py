"""Limits of the relay and the counters they are held against; one set a process."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mailsvc.relay.networks import Network, is_within

_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Defaults suit one machine; tests give their own."""

    sessions_max: int = 1000
    sessions_per_address: int = 100
    new_sessions_per_minute: int = 600  # by address
    unlimited_networks: tuple[Network, ...] = ()  # machines of ours: as many new ones as they like
    grace_s: float = 10.0  # so long nobody has to make room for a newcomer
    envelopes_max: int = 1000  # mails of one connection
    errors_max: int = 50
    empty_commands_max: int = 200  # NOOP, RSET and their like since the last mail
    unknown_recipients_max: int = 10
    idle_s: float = 300.0  # RFC 5321 §4.5.3.2.7: at least five minutes
    # 35 MB over a line of 64 kbit/s take 75 minutes; who sends next to nothing is ended sooner.
    data_s: float = 7200.0  # one message, first byte to last
    data_window_s: float = 180.0  # RFC 5321 §4.5.3.2.5: three minutes for a block
    data_progress_bytes: int = 16384  # in each window, or the line is given up
    session_s: float = 10800.0
    handshake_s: float = 30.0
    authn_s: float = 6.0
    line_max_bytes: int = 65536  # departs from RFC 5321 §4.5.3.1.6: real senders write long lines
    buffered_max_bytes: int = 512 * _MB
    held_max_bytes: int = 2 * _MB  # of one mail in memory while it comes; more of it waits on disk
    login_tries: int = 5
    login_window_s: float = 600.0


class Settler(Protocol):
    """A connection that may have to make room."""

    def give_way(self) -> bool: ...


class Held(Protocol):
    """An unfinished mail."""

    counted_bytes: int  # what the gate knows of `held_bytes`

    @property
    def held_bytes(self) -> int: ...


class Gate:
    """Who is inside, in all and by address, and how many bytes of unfinished mail they hold.

    When the house is full, the oldest connection that has brought no mail yet makes room: peers
    that come to be silent do not keep others out.
    """

    def __init__(self, limits: Limits, *, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._now = now
        self._inside: Counter[str] = Counter()
        self._begun: Counter[str] = Counter()  # new ones in this minute, by address
        self._minute = 0
        self._newcomers: dict[Settler, float] = {}  # without a mail yet, oldest first
        self._leaving: set[Settler] = set()
        self.total = 0
        self.buffered_bytes = 0

    def refuse(self, address: str) -> str | None:
        """The limit that turns a newcomer away, or None."""
        if self._is_too_fast(address):
            return "new_sessions_per_minute"
        if self._inside[address] >= self._limits.sessions_per_address:
            return "sessions_per_address"
        if self.total - len(self._leaving) >= self._limits.sessions_max and not self._make_room():
            return "sessions"
        return None

    def enter(self, address: str) -> None:
        self.total += 1
        self._inside[address] += 1

    def leave(self, address: str) -> None:
        self.total -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def welcome(self, guest: Settler) -> None:
        """A connection without a mail yet."""
        self._newcomers[guest] = self._now()

    def settle(self, guest: Settler) -> None:
        """It has brought a mail, or logged in: it stays."""
        self._newcomers.pop(guest, None)

    def forget(self, guest: Settler) -> None:
        self._newcomers.pop(guest, None)
        self._leaving.discard(guest)

    def count(self, mail: Held) -> None:
        """Note how much of an unfinished mail is in memory now."""
        self.buffered_bytes += mail.held_bytes - mail.counted_bytes
        mail.counted_bytes = mail.held_bytes

    def forget_mail(self, mail: Held) -> None:
        """It is stored, or refused."""
        self.buffered_bytes -= mail.counted_bytes
        mail.counted_bytes = 0

    def held_max_bytes(self) -> int:
        """How much of one mail may be in memory now: less when many come at once."""
        is_quiet = self.buffered_bytes < self._limits.buffered_max_bytes // 8
        return self._limits.held_max_bytes // (1 if is_quiet else 16)

    def is_full(self) -> bool:
        """True when no more bytes of unfinished mail should be held."""
        return self.buffered_bytes > self._limits.buffered_max_bytes

    def _is_too_fast(self, address: str) -> bool:
        minute = int(self._now() // 60)
        if minute != self._minute:
            self._minute = minute
            self._begun.clear()
        self._begun[address] += 1
        return self._begun[address] > self._limits.new_sessions_per_minute and not is_within(
            address, self._limits.unlimited_networks
        )

    def _make_room(self) -> bool:
        until = self._now() - self._limits.grace_s
        for guest, since in self._newcomers.items():
            if since > until:
                return False
            if guest.give_way():
                self._leaving.add(guest)
                del self._newcomers[guest]
                return True
        return False


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
