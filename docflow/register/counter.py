"""The one statement a number is born by, and when its lock is let go.

A number is taken as late as can be, and the row lock of its series ends with the commit. On
PostgreSQL that commit does not wait for the disk with the lock held: the transaction commits
asynchronously, the lock is free, and only then, before anybody is told, the log is flushed up to
that commit. Clerks flush together, so the disk's pace is shared and not queued for. The log is
flushed in order: a power cut takes the last numbers only, never one from the middle, and none that
a clerk was told. SQLite has one writer and keeps its full sync (ADR 10).
"""

from datetime import date

from django.db import connection, transaction

from mailsvc.prepared.driver import ask

_TAKE = """
UPDATE docflow_numberseries SET last_number = last_number + 1, last_on = %s
WHERE id = %s AND (last_on IS NULL OR last_on <= %s)
  AND (closed_until IS NULL OR closed_until < %s)
RETURNING last_number
"""
_LET_GO_EARLY = ", set_config('synchronous_commit', 'off', true)"
# A message in the log that nobody reads, for the sake of its commit: that one waits for the disk.
_FLUSH = "SELECT pg_logical_emit_message(true, 'congvan', '')"


def next_number(series_pk: int, on: date) -> int | None:
    """Lock the series until the commit and give its next number.

    None when the day goes back or is closed: both stand in this one row, so that who waited for the
    lock is judged by what it says then.
    """
    is_postgres = connection.vendor == "postgresql"
    if is_postgres:
        transaction.on_commit(_flush)
    day = on.isoformat()
    statement = _TAKE + (_LET_GO_EARLY if is_postgres else "")
    rows = ask(statement, [day, series_pk, day, day])
    return int(rows[0][0]) if rows else None


def _flush() -> None:
    """Wait until the commit is on the disk; a failure here is told as a failed commit is."""
    ask(_FLUSH, [])
