"""From the event loop into threads: bounded, with database connections that are looked after.

A connection lives as long as its thread; one that broke (the database restarted) is closed before
the next call, so a failure costs one 451 and not the process.
"""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from mailsvc.base.errors import Busy

T = TypeVar("T")


class Bridge:
    """A small pool; more than `waiting_max` calls at once are refused as Busy."""

    def __init__(self, *, workers: int, waiting_max: int = 2000, name: str = "relay") -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._waiting_max = waiting_max
        self._waiting = 0
        self._lock = threading.Lock()
        self._opened: set[BaseDatabaseWrapper] = set()

    async def in_thread(self, func: Callable[..., T], *args: object, **options: object) -> T:
        """Run `func` in a thread, in this task's context (trace id)."""
        if self._waiting >= self._waiting_max:
            raise Busy("relay_busy", "Hệ thống đang bận, xin thử lại sau.")
        context = contextvars.copy_context()
        call = partial(context.run, self._call, partial(func, *args, **options))
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Finish what runs, then close the threads' connections."""
        self._pool.shutdown(wait=True)
        for connection in self._opened:
            connection.inc_thread_sharing()
            connection.close()

    def _call(self, func: Callable[[], T]) -> T:
        self._tend_connections()
        try:
            return func()
        finally:
            self._tend_connections()

    def _tend_connections(self) -> None:
        for connection in connections.all(initialized_only=True):
            with self._lock:
                self._opened.add(connection)
            # Django would close it at once (CONN_MAX_AGE 0 is made for requests, not for us).
            connection.close_at = None
            if connection.errors_occurred:
                connection.close_if_unusable_or_obsolete()
