"""Between the event loop and the committer's thread: one wake-up of the loop a batch."""

import asyncio
from collections.abc import Sequence

from mailsvc.queue.committer import Committer, Outcome, settle_here
from mailsvc.queue.orders import NewMessage


class Commits:
    """A committer whose mails come from one event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.committer = Committer(announce=self._announce)

    def submit(self, message: NewMessage) -> "asyncio.Future[str]":
        """Hand a mail over; the future gives its trace id once it is durable, or Unavailable.

        Cancelling it changes nothing about what is being committed.
        """
        self._loop = self._loop or asyncio.get_running_loop()
        done: asyncio.Future[str] = self._loop.create_future()
        self.committer.put(message, done)
        return done

    def _announce(self, outcomes: Sequence[Outcome]) -> None:
        # A loop that is closed has no task left that waits.
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(settle_here, outcomes)
