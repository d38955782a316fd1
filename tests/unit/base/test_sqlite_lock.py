"""A transaction that waits for SQLite's write lock gets it soon after it is free."""

import sqlite3
import threading
import time

import pytest
from django.db import OperationalError

from config.sqlite import base


@pytest.fixture
def second(tmp_path, django_db_blocker):
    """A connection of the product's backend, beside a plain one that can hold the lock."""
    path = tmp_path / "hai.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("PRAGMA journal_mode = WAL")
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE"}
    wrapper = base.DatabaseWrapper(
        {
            "NAME": str(path),
            "OPTIONS": options,
            "AUTOCOMMIT": True,
            "CONN_HEALTH_CHECKS": False,
            "CONN_MAX_AGE": 0,
            "TIME_ZONE": None,
            "ATOMIC_REQUESTS": False,
        },
        alias="second",
    )
    with django_db_blocker.unblock():  # a database of its own
        wrapper.ensure_connection()
    yield holder, wrapper
    wrapper.close()
    holder.close()


def test_a_waiting_transaction_begins_when_the_lock_is_free(second):
    holder, wrapper = second
    holder.execute("BEGIN IMMEDIATE")
    waits = threading.Event()

    def let_go():
        waits.set()
        holder.execute("COMMIT")

    threading.Timer(0.05, let_go).start()
    wrapper._start_transaction_under_autocommit()
    assert waits.is_set(), "it began while another transaction held the lock"
    assert wrapper.connection.in_transaction
    wrapper.connection.execute("ROLLBACK")
    assert wrapper.connection.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


def test_a_lock_that_is_never_free_is_an_error(second, monkeypatch):
    holder, wrapper = second
    monkeypatch.setattr(base, "_WAIT_S", 0.05)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        wrapper._start_transaction_under_autocommit()
    assert time.monotonic() - began >= 0.05
    assert not wrapper.connection.in_transaction
