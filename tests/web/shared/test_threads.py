"""The threads that make pages: few, the last first, and none is left behind."""

import asyncio
import threading

import pytest

from webui.shared.threads import Threads


def _name() -> str:
    return threading.current_thread().name


def test_one_thread_does_what_comes_one_after_the_other() -> None:
    threads = Threads(3, "page")

    async def ask() -> list[str]:
        return [await threads.perform(_name) for _ in range(20)]

    assert asyncio.run(ask()) == ["page-0"] * 20
    threads.finish()


def test_the_one_that_worked_last_works_next() -> None:
    threads = Threads(2, "page")
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        go_on.wait()
        return _name()

    async def ask() -> tuple[str, str, str]:
        first = threads.perform(slow)
        await asyncio.to_thread(begun.wait)
        second = await threads.perform(_name)
        go_on.set()
        return await first, second, await threads.perform(_name)

    assert asyncio.run(ask()) == ("page-0", "page-1", "page-0")
    threads.finish()


def test_what_finds_all_of_them_busy_waits_in_order() -> None:
    threads = Threads(1, "page")
    done: list[int] = []

    async def ask() -> None:
        await asyncio.gather(*(threads.perform(lambda n=n: done.append(n)) for n in range(50)))

    asyncio.run(ask())
    assert done == list(range(50))
    threads.finish()


def test_an_error_is_raised_where_it_was_asked_for_and_the_thread_goes_on() -> None:
    threads = Threads(1, "page")

    def broken() -> None:
        raise ValueError("a bug")

    async def ask() -> str:
        with pytest.raises(ValueError, match="a bug"):
            await threads.perform(broken)
        return await threads.perform(_name)

    assert asyncio.run(ask()) == "page-0"
    threads.finish()


def test_nobody_is_told_who_no_longer_listens() -> None:
    threads = Threads(1, "page")
    go_on = threading.Event()

    async def ask() -> str:
        given_up = threads.perform(go_on.wait)
        given_up.cancel()
        go_on.set()
        return await threads.perform(_name)

    assert asyncio.run(ask()) == "page-0"
    threads.finish()


def test_the_end_waits_for_what_was_begun() -> None:
    threads = Threads(2, "ending")
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait()
        done.set()

    async def ask() -> None:
        threads.perform(slow)
        await threads.perform(begun.wait)

    asyncio.run(ask())
    ending = threading.Thread(target=threads.finish)
    ending.start()
    assert not done.is_set()
    go_on.set()
    ending.join(20)
    assert done.is_set()
    assert not [one for one in threading.enumerate() if one.name.startswith("ending-")]
