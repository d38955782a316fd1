"""Commits that need not wait for the disk.

A claim must outlive its process, so that a crash cannot hammer a peer: it does, on disk or not.
Only a power cut, or the end of the PostgreSQL server itself, may forget it, and then the mail is
due again as after any crash. Acceptance and results always wait, and a result's wait brings the
claims before it to disk too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def relaxed() -> Iterator[None]:
    """A transaction whose commit does not wait for the disk; inside another it is part of that."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        with _sqlite_normal(), transaction.atomic():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            yield


@contextmanager
def _sqlite_normal() -> Iterator[None]:
    """With a write-ahead log NORMAL keeps the database whole, and leaves syncing to checkpoints."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous = FULL")
