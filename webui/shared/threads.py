"""The threads that make pages: few, and the one that worked last works next.

An executor of the standard library costs three times as much processor time for each piece of work
as the way to a thread and back needs, and gives work to its threads in turn: each page then finds
the connection of its thread, and what that has in memory, unused for longest.
"""

import asyncio
import atexit
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """At most `most`; they live on, and are waited for when the process ends."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._lock = threading.Lock()
        self._all: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._waiting: deque[_Job] = deque()
        self._is_over = False
        atexit.register(self.finish)

    def perform(self, func: Callable[[], T]) -> asyncio.Future[T]:
        """Begin it in a thread, in the order asked where all are busy. Called in a loop."""
        loop = asyncio.get_running_loop()
        job = _Job(loop, loop.create_future(), func)
        self._give(job)
        return job.future

    def finish(self) -> None:
        """Once what was asked for is done, end all threads."""
        with self._lock:
            self._is_over = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.take(None)
        for worker in self._all:
            worker.join()

    def next_for(self, worker: "_Worker") -> "_Job | None":
        """What waits for a thread; None when nothing does: the worker is idle from now on."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if self._is_over:
                worker.take(None)
            else:
                self._idle.append(worker)
            return None

    def _give(self, job: "_Job") -> None:
        with self._lock:
            if self._idle:
                worker = self._idle.pop()
            elif len(self._all) < self._most:
                worker = _Worker(self, f"{self._name}-{len(self._all)}")
                self._all.append(worker)
                worker.start()
            else:
                self._waiting.append(job)
                return
        worker.take(job)


class _Job:
    """A call, and whom to tell its outcome."""

    __slots__ = ("_func", "_loop", "future")

    def __init__(
        self, loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], func: Callable[[], Any]
    ) -> None:
        self._loop, self.future, self._func = loop, future, func

    def perform(self) -> tuple[Any, BaseException | None]:
        try:
            return self._func(), None
        except BaseException as error:  # noqa: BLE001  # it is raised where the call was asked for
            return None, error

    def tell(self, result: object, error: BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: object, error: BaseException | None) -> None:
        if self.future.cancelled():
            return
        if error is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(error)


class _Worker(threading.Thread):
    """Sleeps until it is given something; None ends it."""

    def __init__(self, threads: Threads, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._threads = threads
        self._wake = threading.Lock()
        self._wake.acquire()
        self._given: _Job | None = None

    def take(self, job: _Job | None) -> None:
        """Only while it is idle."""
        self._given = job
        self._wake.release()

    def run(self) -> None:
        job: _Job | None = None
        while True:
            if job is None:
                self._wake.acquire()
                job, self._given = self._given, None
            if job is None:
                return
            done, outcome = job, job.perform()
            job = self._threads.next_for(self)  # whoever asks when told finds it idle
            done.tell(*outcome)
            del done, outcome
