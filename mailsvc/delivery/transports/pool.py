"""Open connections kept for the next mail to the same place: no new handshake on a thin line.

Shared by all threads of a process; a connection is in the pool or with one thread, never both.
"""

import contextlib
import smtplib
import threading
import time
from collections.abc import Hashable

from mailsvc.delivery.transports.client import SmtpClient

# A server may close what is idle for five minutes (RFC 5321 §4.5.3.2.7): we are gone before.
IDLE_MAX_S = 60.0
KEPT_MAX = 32
_GOODBYE_S = 2.0
# After so long a silence a cut line looks like a quiet one: ask before a mail is risked on it.
_FRESH_S = 5.0
_ANSWER_S = 10.0


class Pool:
    """Connections by key: host, port and everything that decides how they were opened."""

    def __init__(self, *, idle_max_s: float = IDLE_MAX_S) -> None:
        self._idle_max_s = idle_max_s
        self._kept: list[tuple[Hashable, SmtpClient, float]] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def take(self, key: Hashable) -> SmtpClient | None:
        """A connection that still stands, the latest used first; None: open one."""
        self.sweep()
        while True:
            with self._lock:
                found = next((one for one in reversed(self._kept) if one[0] == key), None)
                if found is None:
                    return None
                self._kept.remove(found)
            _key, client, since = found
            if client.is_idle() and (time.monotonic() - since < _FRESH_S or _answers(client)):
                return client
            client.close()

    def put(self, key: Hashable, client: SmtpClient) -> None:
        """Keep it; one that is closed already is forgotten."""
        if client.sock is None:
            return
        with self._lock:
            is_welcome = not self._is_closed and len(self._kept) < KEPT_MAX
            if is_welcome:
                self._kept.append((key, client, time.monotonic()))
        if not is_welcome:
            leave(client)

    def sweep(self) -> None:
        """Leave what has been idle for too long."""
        since = time.monotonic() - self._idle_max_s
        with self._lock:
            old = [client for _, client, at in self._kept if at < since]
            self._kept = [one for one in self._kept if one[2] >= since]
        for client in old:
            leave(client)

    def close(self) -> None:
        """Leave all; what comes back later is left too."""
        with self._lock:
            self._is_closed = True
            kept, self._kept = self._kept, []
        for _, client, _ in kept:
            leave(client)


def _answers(client: SmtpClient) -> bool:
    usual = client.quiet_max_s
    try:
        client.wait_at_most(_ANSWER_S)
        is_well = client.noop()[0] == 250
        client.wait_at_most(usual)
    except (OSError, smtplib.SMTPException):
        return False
    return is_well


def leave(client: SmtpClient) -> None:
    """QUIT where the peer still listens, then close."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        if client.sock is not None:
            client.wait_at_most(_GOODBYE_S)
            client.quit()
    client.close()
