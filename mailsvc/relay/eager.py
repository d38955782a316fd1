"""Coroutines that run at once, and become tasks only if they must wait.

Most commands are answered from memory: a task and a turn of the event loop for each were a third of
the processor time of a dialogue. (Python 3.12 has this as `asyncio.eager_task_factory`.)
"""

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import copy_context
from typing import Any


def start(
    coroutine: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop
) -> "asyncio.Task[None] | None":
    """Run until the first wait; the task that goes on from there, None when there was no wait.

    What ends the coroutine before its first wait is raised here. Context variables it sets are its
    own, as in a task. Before the first wait there is no current task: `asyncio.timeout` is not for
    there.
    """
    context = copy_context()
    try:
        awaited = context.run(coroutine.send, None)
    except StopIteration:
        return None
    return loop.create_task(_go_on(_Started(coroutine, awaited)), context=context)


class _Started:
    """A coroutine in the middle of its first wait."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._coroutine = coroutine
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._awaited
        try:
            while True:
                try:
                    value = yield awaited
                except BaseException as error:  # noqa: BLE001  passed on, as `yield from` would
                    awaited = self._coroutine.throw(error)
                else:
                    awaited = self._coroutine.send(value)
        except StopIteration:
            return


async def _go_on(started: _Started) -> None:
    await started
