"""Django's SQLite backend, whose transactions wait for the write lock in short steps.

SQLite lets a waiting writer sleep 1, 2, 5, 10 … 100 ms between two looks. Relay and delivery hold
the lock for a millisecond or two, each many times a second: with those sleeps both stood still for
most of it. Here a transaction that begins looks again every half millisecond, as long as before in
all; statements outside a transaction wait as SQLite does.

`bit_count` and `bit_or`, which PostgreSQL has, are given to SQLite for the roll-up of usage.
"""

import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base

_WAIT_S = 20.0
_STEP_S = 0.0005


class _BitOr:
    """`bit_or(mask)`: as an aggregate, and over a whole partition (its rows never leave it)."""

    def __init__(self) -> None:
        self._bits = 0

    def step(self, bits: int | None) -> None:
        self._bits |= bits or 0

    def inverse(self, bits: int | None) -> None:
        raise NotImplementedError("bit_or has no moving window")

    def value(self) -> int:
        return self._bits

    finalize = value


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    transaction_mode: str | None  # of the base, from OPTIONS

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """With the two functions on bits."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.create_function("bit_count", 1, int.bit_count, deterministic=True)
        connection.create_window_function("bit_or", 1, _BitOr)
        return connection

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
