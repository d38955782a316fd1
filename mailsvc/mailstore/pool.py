"""Idle connections by mailbox. A log-in costs 55 ms, a NOOP 0.3 ms; none is ever shared live."""

import os
import threading
import time

from mailsvc.mailstore import users
from mailsvc.mailstore.link import Link, UnknownMailbox

IDLE_MAX_S = 300
PER_MAILBOX = 2
IN_ALL = 200


class Pool:
    """Hands out a connection that answers; takes back those that are in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[str, list[Link]] = {}
        self._pid = os.getpid()

    def take(self, address: str) -> Link:
        """An idle connection of the mailbox, or a new one. StoreUnavailable."""
        while (link := self._pop(address)) is not None:
            if link.is_alive():
                return link
            link.close()
        try:
            return Link(address)
        except UnknownMailbox:
            # Made in the directory a moment ago: bring Dovecot's user file up to date, once.
            users.render_users()
            return Link(address)

    def give_back(self, link: Link) -> None:
        """Keep it for the next caller, unless there are enough."""
        link.rest()
        with self._lock:
            stale = self._take_stale()
            kept = self._idle.setdefault(link.address, [])
            is_full = len(kept) >= PER_MAILBOX or sum(map(len, self._idle.values())) >= IN_ALL
            if not is_full:
                kept.append(link)
        for old in [*stale, *([link] if is_full else [])]:
            old.close()

    def close_all(self) -> None:
        """Log every idle connection out."""
        with self._lock:
            links = [link for kept in self._idle.values() for link in kept]
            self._idle.clear()
        for link in links:
            link.close()

    def _pop(self, address: str) -> Link | None:
        with self._lock:
            if self._pid != os.getpid():  # a fork must not speak on its parent's sockets
                self._idle, self._pid = {}, os.getpid()
            stale = self._take_stale()
            kept = self._idle.get(address)
            found = kept.pop() if kept else None
        for old in stale:
            old.close()
        return found

    def _take_stale(self) -> list[Link]:
        """Connections idle for too long, removed; the lock is held."""
        oldest = time.monotonic() - IDLE_MAX_S
        stale = [x for kept in self._idle.values() for x in kept if x.idle_since < oldest]
        fresh = {a: [x for x in kept if x.idle_since >= oldest] for a, kept in self._idle.items()}
        self._idle = {address: kept for address, kept in fresh.items() if kept}
        return stale


pool = Pool()
