"""One look: while a page is made, a question that was answered before is not asked again.

Every page asks the same few questions, and asking SQLite for one costs more than what it finds: a
third of opening a mail. SQLite tells in one word whether another connection committed anything
since this one asked last (`PRAGMA data_version`), and the connection itself what it has written
(`total_changes`). As long as neither changed, all answers are those of before.

So a page sees the database as it was when the page began, or later. A page that takes longer than
`HELD_S` asks as anybody does, and so does everything in a transaction, on PostgreSQL, or where
somebody listens in.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from mailsvc.prepared.driver import Rows, ask

HELD_S = 0.05
_LIMIT, _ROWS = 100, 10  # answers a connection keeps, and how long one may be: the common ones


class _Look(threading.local):
    """What this thread's connection was answered, and until when it may be believed."""

    def __init__(self) -> None:
        self.until = 0.0
        self._has_begun = False
        self._wrapper: Any = None
        self._raw: Any = None
        self._state = (0, 0)
        self.answers: dict[tuple[str, tuple[Any, ...]], Rows] = {}

    def begin(self) -> None:
        self.until, self._has_begun = time.monotonic() + HELD_S, False

    def holds(self) -> bool:
        """True where an answer kept is the answer of now; forgets those that no longer are."""
        if not self._has_begun:
            self._has_begun = self._look_again()
            if not self._has_begun:
                return False
        wrapper, raw = self._wrapper, self._raw
        if wrapper.connection is not raw or wrapper.in_atomic_block or wrapper.execute_wrappers:
            return False
        if raw.total_changes != self._state[1]:
            self._keep((self._state[0], raw.total_changes))
        return time.monotonic() < self.until

    def _look_again(self) -> bool:
        """Once a page. False where nothing may be kept."""
        wrapper: Any = connections[DEFAULT_DB_ALIAS]
        raw = wrapper.connection
        if wrapper.vendor != "sqlite" or raw is None or wrapper.queries_logged:
            return False
        if wrapper.in_atomic_block:
            return False
        with wrapper.wrap_database_errors:
            (version,) = raw.execute("PRAGMA data_version").fetchone()
        if raw is not self._raw:
            self._wrapper, self._raw, self._state = wrapper, raw, (-1, -1)
        self._keep((version, raw.total_changes))
        return True

    def _keep(self, state: tuple[int, int]) -> None:
        if state != self._state:
            self._state = state
            self.answers.clear()


_look = _Look()


@contextmanager
def one_look() -> Iterator[None]:
    """Around the making of a page, in the thread that makes it."""
    _look.begin()
    try:
        yield
    finally:
        _look.until = 0.0


def ask_once(sql: str, params: tuple[Any, ...], *, using: str, is_kept: bool) -> Rows:
    """As `driver.ask`, for a statement that only reads; the rows may not be changed."""
    if not _look.until or using != DEFAULT_DB_ALIAS or not _look.holds():
        return ask(sql, params, using=using, is_kept=is_kept)
    question = (sql, params)
    found = _look.answers.get(question)
    if found is None:
        found = ask(sql, params, using=using, is_kept=is_kept)
        if len(_look.answers) >= _LIMIT:
            _look.answers.clear()
        if len(found) <= _ROWS:
            _look.answers[question] = found
    return found
