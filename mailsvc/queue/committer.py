"""Group commit: one thread takes all waiting mails and makes them durable together.

1. take what waits (up to BATCH), 2. write and fsync each file, 3. fsync the folder, 4. one database
transaction for the rows, 5. resolve the futures. A future succeeds only after the commit; a mail
whose file or rows were refused gets Unavailable and its file is removed.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from django.db import DataError, Error, IntegrityError, connection

from mailsvc.base.errors import Busy, Unavailable
from mailsvc.queue import services, spool
from mailsvc.queue.models import QueuedMessage
from mailsvc.queue.orders import NewMessage

logger = logging.getLogger(__name__)

BATCH = 64
WAITING_MAX = 2000

Store = Callable[[Sequence[NewMessage]], None]


@dataclass(frozen=True)
class _Waiting:
    message: NewMessage
    done: "Future[str]"


class Committer:
    """One per process. `store` writes the rows of a batch in one transaction (a seam for tests)."""

    def __init__(self, *, store: Store = services.insert, waiting_max: int = WAITING_MAX) -> None:
        self._store = store
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(waiting_max)
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._is_closed = False

    def start(self) -> None:
        self._thread.start()

    def submit(self, message: NewMessage) -> "Future[str]":
        """Hand a mail over; the future gives its trace id once it is durable, or Unavailable."""
        done: Future[str] = Future()
        # From here a client that goes away cannot cancel what may already be on disk.
        done.set_running_or_notify_cancel()
        try:
            if self._is_closed:
                raise queue.Full
            self._waiting.put_nowait(_Waiting(message, done))
        except queue.Full:
            done.set_exception(Busy("queue_full", "Hệ thống đang bận, xin gửi lại sau."))
        return done

    def close(self) -> None:
        """Commit what waits, then end the thread."""
        self._is_closed = True
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (batch := self._take()) is not None:
                self._commit(batch)
        finally:
            self._drain()
            connection.close()

    def _take(self) -> list[_Waiting] | None:
        """Wait for one, then take all that came meanwhile; None at the end."""
        first = self._waiting.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._waiting.put(None)
                break
            batch.append(more)
        return batch

    def _drain(self) -> None:
        """Nobody waits for ever: what came after the end is told to come back."""
        while True:
            try:
                left = self._waiting.get_nowait()
            except queue.Empty:
                return
            if left is not None:
                left.done.set_exception(Busy("queue_closed", "Hệ thống đang dừng."))

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            written = _write_files(batch)
            if written:
                self._store_rows(written)
        except Exception as error:  # the thread's edge: nothing may end it
            logger.exception("group commit failed")
            for one in batch:
                _refuse(one, error)

    def _store_rows(self, written: list[_Waiting]) -> None:
        try:
            self._store([one.message for one in written])
        except (DataError, IntegrityError) as error:
            # One bad row must not refuse its neighbours: each alone.
            if len(written) > 1:
                for one in written:
                    self._store_rows([one])
                return
            _refuse(written[0], error)
        except Error as error:
            connection.close()
            self._settle_unknown(written, error)
        else:
            for one in written:
                one.done.set_result(one.message.trace_id)

    def _settle_unknown(self, written: list[_Waiting], error: Error) -> None:
        """A lost connection may have lost only the answer to COMMIT: look before removing files.

        When the database cannot say, the files stay (the sweep takes orphans after an hour): a
        committed row without its file would be a lost mail, a spare file is nothing.
        """
        names = [one.message.trace_id for one in written]
        try:
            stored = set(QueuedMessage.objects.filter(pk__in=names).values_list("pk", flat=True))
        except Error:
            connection.close()
            for one in written:
                _answer_later(one, error)
            return
        for one in written:
            if one.message.trace_id in stored:
                one.done.set_result(one.message.trace_id)
            else:
                _refuse(one, error)


def _write_files(batch: list[_Waiting]) -> list[_Waiting]:
    """The mails whose files are durable; the others have been refused."""
    refused = spool.write_files([(one.message.trace_id, one.message.content) for one in batch])
    for one in batch:
        if one.message.trace_id in refused:
            _answer_later(one, spool.unwritable(refused[one.message.trace_id]))
    return [one for one in batch if one.message.trace_id not in refused]


def _refuse(one: _Waiting, error: Exception) -> None:
    if not one.done.done():
        spool.delete(one.message.trace_id)
        _answer_later(one, error)


def _answer_later(one: _Waiting, error: Exception) -> None:
    logger.error("not accepted %s: %s", one.message.trace_id, type(error).__name__)
    if isinstance(error, Unavailable):
        one.done.set_exception(error)
        return
    later = Unavailable("storage", "Tạm thời không nhận được thư, xin gửi lại sau.")
    later.__cause__ = error
    one.done.set_exception(later)
