"""Coroutines that run at once: values, errors, cancelling and context as in a task."""

import asyncio
from contextvars import ContextVar

import pytest
import uvloop

from mailsvc.relay import eager

_word: ContextVar[str] = ContextVar("word", default="ngoài")


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop(request):
    loop = request.param()
    loop.set_debug(True)
    yield loop
    loop.close()


def test_without_a_wait_there_is_no_task(loop):
    seen = []

    async def command():
        seen.append("xong")

    assert eager.start(command(), loop) is None
    assert seen == ["xong"]


def test_goes_on_after_each_wait(loop):
    seen = []

    async def command():
        seen.append(await asyncio.sleep(0.001, "một"))
        await asyncio.sleep(0)
        try:
            await _fails(loop)
        except ValueError as error:
            seen.append(str(error))
        assert asyncio.current_task() is not None

    async def main():
        task = eager.start(command(), asyncio.get_running_loop())
        assert (task is not None, seen) == (True, [])
        await task

    loop.run_until_complete(main())
    assert seen == ["một", "hai"]


def test_errors_before_and_after_the_wait(loop):
    async def before():
        raise ValueError("trước")

    async def after():
        await asyncio.sleep(0)
        raise ValueError("sau")

    async def main():
        with pytest.raises(ValueError, match="trước"):
            eager.start(before(), asyncio.get_running_loop())
        with pytest.raises(ValueError, match="sau"):
            await eager.start(after(), asyncio.get_running_loop())

    loop.run_until_complete(main())


def test_cancelling_reaches_the_coroutine(loop):
    seen = []

    async def command():
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("dọn")

    async def main():
        task = eager.start(command(), asyncio.get_running_loop())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    loop.run_until_complete(main())
    assert seen == ["dọn"]


def test_context_is_the_coroutines_own(loop):
    seen = []

    async def command():
        token = _word.set("trong")
        await asyncio.sleep(0)
        seen.append(_word.get())
        _word.reset(token)
        seen.append(_word.get())

    async def main():
        task = eager.start(command(), asyncio.get_running_loop())
        seen.append(_word.get())
        await task

    loop.run_until_complete(main())
    assert seen == ["ngoài", "trong", "ngoài"]


async def _fails(loop):
    future = loop.create_future()
    loop.call_soon(future.set_exception, ValueError("hai"))
    await future
