"""Between the event loop and the committer's thread: mails gathered into batches, one wake-up of
either side a batch.

Half of what a commit costs does not depend on how many mails it makes durable. So while a batch is
committed the next one gathers, and when it is done, those that were just answered are waited for a
moment: with twenty busy sessions all their mails share each commit. A mail that comes alone is
handed on at once.
"""

import asyncio
from collections.abc import Sequence

from mailsvc.base.errors import Busy
from mailsvc.queue import services
from mailsvc.queue.committer import BATCH, WAITING_MAX, Committer, Outcome, Store, settle_here
from mailsvc.queue.orders import NewMessage

GATHER_S = 0.004  # the longest a mail waits for others


class Commits:
    """A committer whose mails come from one event loop."""

    def __init__(self, *, store: Store = services.insert) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.committer = Committer(store=store, announce=self._announce)
        self._waiting: list[tuple[NewMessage, asyncio.Future[str]]] = []
        self._in_hand = 0  # mails the committer has
        self._expected = 1  # so many senders are at it
        self._timer: asyncio.TimerHandle | None = None

    def submit(self, message: NewMessage) -> "asyncio.Future[str]":
        """Hand a mail over; the future gives its trace id once it is durable, or Unavailable.

        Cancelling it changes nothing about what is being committed.
        """
        self._loop = self._loop or asyncio.get_running_loop()
        done: asyncio.Future[str] = self._loop.create_future()
        if len(self._waiting) >= WAITING_MAX:
            done.set_exception(Busy("queue_full", "Hệ thống đang bận, xin gửi lại sau."))
            return done
        self._waiting.append((message, done))
        self._consider()
        return done

    def _consider(self) -> None:
        """Hand on what waits, once the last batch is done and all are there that may be."""
        assert self._loop is not None
        if self._in_hand or not self._waiting:
            return
        if len(self._waiting) >= self._expected:
            self._hand_on()
        elif self._timer is None:
            self._timer = self._loop.call_later(GATHER_S, self._hand_on)

    def _hand_on(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        self._in_hand = len(batch)
        self.committer.put_all(batch)

    def _announce(self, outcomes: Sequence[Outcome]) -> None:
        # A loop that is closed has no task left that waits.
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._settle, outcomes)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        settle_here(outcomes)
        self._in_hand = max(0, self._in_hand - len(outcomes))
        self._expected = min(BATCH, len(outcomes) + len(self._waiting))
        self._consider()
