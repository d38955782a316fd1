"""Group commit: one thread takes all waiting mails and makes them durable together.

1. take what waits (about BATCH), 2. write and fsync their files, 3. fsync the folder, 4. one
database transaction for the rows, 5. tell all who wait at once. A future succeeds only after the
commit; a mail whose file or rows were refused gets Unavailable and its file is removed.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from django.db import DataError, Error, IntegrityError, connection

from mailsvc.base.errors import Busy, Unavailable
from mailsvc.queue import services, spool
from mailsvc.queue.models import QueuedMessage
from mailsvc.queue.orders import NewMessage

logger = logging.getLogger(__name__)

BATCH = 128
WAITING_MAX = 2000

Store = Callable[[Sequence[NewMessage]], None]


class Done(Protocol):
    """Who waits for a mail: a future, of threads or of an event loop."""

    def done(self) -> bool: ...
    def set_result(self, trace_id: str, /) -> None: ...
    def set_exception(self, error: Exception, /) -> None: ...


@dataclass(frozen=True)
class Outcome:
    """What became of one mail; no error: it is durable."""

    done: Done
    trace_id: str
    error: Exception | None = None

    def settle(self) -> None:
        """Tell who waits; in the thread the future belongs to."""
        if self.done.done():
            return
        if self.error is None:
            self.done.set_result(self.trace_id)
        else:
            self.done.set_exception(self.error)


Announce = Callable[[Sequence[Outcome]], None]


def settle_here(outcomes: Sequence[Outcome]) -> None:
    """For futures that any thread may settle."""
    for outcome in outcomes:
        outcome.settle()


@dataclass(frozen=True)
class _Waiting:
    message: NewMessage
    done: Done

    def durable(self) -> Outcome:
        return Outcome(self.done, self.message.trace_id)

    def refused(self, error: Exception) -> Outcome:
        """What could not be stored now may be sent again later."""
        logger.error("not accepted %s: %s", self.message.trace_id, type(error).__name__)
        if isinstance(error, Unavailable):
            return Outcome(self.done, self.message.trace_id, error)
        later = Unavailable("storage", "Tạm thời không nhận được thư, xin gửi lại sau.")
        later.__cause__ = error
        return Outcome(self.done, self.message.trace_id, later)


class Committer:
    """One per process. `store` writes the rows of a batch in one transaction (a seam for tests).

    `announce` tells what became of a batch, in the committer's thread.
    """

    def __init__(
        self,
        *,
        store: Store = services.insert,
        waiting_max: int = WAITING_MAX,
        announce: Announce = settle_here,
    ) -> None:
        self._store = store
        self._announce = announce
        self._waiting_max = waiting_max
        # Mails that were handed over together stay together.
        self._waiting: queue.SimpleQueue[list[_Waiting] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._is_closed = False

    def start(self) -> None:
        self._thread.start()

    def submit(self, message: NewMessage) -> "Future[str]":
        """Hand a mail over; the future gives its trace id once it is durable, or Unavailable."""
        done: Future[str] = Future()
        # From here a client that goes away cannot cancel what may already be on disk.
        done.set_running_or_notify_cancel()
        self.put(message, done)
        return done

    def put(self, message: NewMessage, done: Done) -> None:
        """The same for a future of the caller's; `announce` knows how to settle it."""
        self.put_all([(message, done)])

    def put_all(self, mails: Sequence[tuple[NewMessage, Done]]) -> None:
        """Hand over mails that shall be committed together."""
        waiting = [_Waiting(message, done) for message, done in mails]
        if self._is_closed or self._waiting.qsize() >= self._waiting_max:
            busy = Busy("queue_full", "Hệ thống đang bận, xin gửi lại sau.")
            self._announce([one.refused(busy) for one in waiting])
        else:
            self._waiting.put(waiting)

    def close(self) -> None:
        """Commit what waits, then end the thread."""
        self._is_closed = True
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (batch := self._take()) is not None:
                self._announce(_commit(batch, self._store))
        finally:
            self._drain()
            connection.close()

    def _take(self) -> list[_Waiting] | None:
        """Wait for some, then take all that came meanwhile; None at the end."""
        first = self._waiting.get()
        if first is None:
            return None
        batch = first
        while len(batch) < BATCH:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._waiting.put(None)
                break
            batch += more
        return batch

    def _drain(self) -> None:
        """Nobody waits for ever: what came after the end is told to come back."""
        busy = Busy("queue_closed", "Hệ thống đang dừng.")
        while True:
            try:
                left = self._waiting.get_nowait()
            except queue.Empty:
                return
            if left is not None:
                self._announce([one.refused(busy) for one in left])


def _commit(batch: Sequence[_Waiting], store: Store) -> list[Outcome]:
    """Make a batch durable; an outcome for each, whatever happens."""
    try:
        written, outcomes = _write_files(batch)
        return outcomes + _store_rows(written, store)
    except Exception as error:  # the thread's edge: nothing may end it
        logger.exception("group commit failed")
        # No file is removed: some rows may be there. Orphans are swept.
        return [one.refused(error) for one in batch]


def _write_files(batch: Sequence[_Waiting]) -> tuple[list[_Waiting], list[Outcome]]:
    """The mails whose files are durable, and the outcomes of the others."""
    refused = spool.write_files([(one.message.trace_id, one.message.content) for one in batch])
    if not refused:
        return list(batch), []
    written = [one for one in batch if one.message.trace_id not in refused]
    return written, [
        one.refused(spool.unwritable(refused[one.message.trace_id]))
        for one in batch
        if one.message.trace_id in refused
    ]


def _store_rows(written: Sequence[_Waiting], store: Store) -> list[Outcome]:
    if not written:
        return []
    try:
        store([one.message for one in written])
    except (DataError, IntegrityError) as error:
        if len(written) == 1:
            return [_without_file(written[0], error)]
        # One bad row must not refuse its neighbours: each alone.
        return [outcome for one in written for outcome in _store_rows([one], store)]
    except Error as error:
        connection.close()
        return _settle_unknown(written, error)
    return [one.durable() for one in written]


def _settle_unknown(written: Sequence[_Waiting], error: Error) -> list[Outcome]:
    """A lost connection may have lost only the answer to COMMIT: look before removing files.

    When the database cannot say, the files stay (the sweep takes orphans after an hour): a
    committed row without its file would be a lost mail, a spare file is nothing.
    """
    names = [one.message.trace_id for one in written]
    try:
        stored = set(QueuedMessage.objects.filter(pk__in=names).values_list("pk", flat=True))
    except Error:
        connection.close()
        return [one.refused(error) for one in written]
    return [
        one.durable() if one.message.trace_id in stored else _without_file(one, error)
        for one in written
    ]


def _without_file(one: _Waiting, error: Exception) -> Outcome:
    spool.delete(one.message.trace_id)
    return one.refused(error)
