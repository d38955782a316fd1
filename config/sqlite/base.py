"""Django's SQLite backend, whose transactions wait for the write lock in short steps.

SQLite lets a waiting writer sleep 1, 2, 5, 10 … 100 ms between two looks. Relay and delivery hold
the lock for a millisecond or two, each many times a second: with those sleeps both stood still for
most of it. Here a transaction that begins looks again every half millisecond, as long as before in
all; statements outside a transaction wait as SQLite does.
"""

import sqlite3
import time

from django.db.backends.sqlite3 import base

_WAIT_S = 20.0
_STEP_S = 0.0005


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    transaction_mode: str | None  # of the base, from OPTIONS

    def _start_transaction_under_autocommit(self) -> None:
        """BEGIN IMMEDIATE; OperationalError when the lock is not free in time."""
        raw = self.connection
        # As Django's cursor does: callers know its errors, not the driver's.
        with self.wrap_database_errors:
            raw.execute("PRAGMA busy_timeout = 0")
            try:
                self._begin(raw)
            finally:
                raw.execute(f"PRAGMA busy_timeout = {int(_WAIT_S * 1000)}")

    def _begin(self, raw: sqlite3.Connection) -> None:
        deadline = time.monotonic() + _WAIT_S
        while True:
            try:
                raw.execute(f"BEGIN {self.transaction_mode or ''}")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_STEP_S)
            else:
                return
