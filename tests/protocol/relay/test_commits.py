"""Mails gather into batches: none waits long, none is forgotten, a lone one waits for nobody."""

import asyncio
import time
from dataclasses import replace

import pytest

from mailsvc.base.errors import Busy, Unavailable
from mailsvc.base.trace import new_trace_id
from mailsvc.relay import commits as commits_module
from mailsvc.relay.commits import Commits
from tests.service.queue.support import new_message

SESSIONS = 8


class Recorded:
    """Stores nothing; keeps the sizes of the batches, and takes a moment as a disk does."""

    def __init__(self, seconds=0.01):
        self.sizes = []
        self.seconds = seconds

    def __call__(self, batch):
        time.sleep(self.seconds)
        self.sizes.append(len(batch))


def fresh():
    return replace(new_message(), trace_id=new_trace_id())


def run(store, work):
    """`work(commits)` in a loop of its own, with a committer that ends with it."""

    async def go():
        commits = Commits(store=store)
        commits.committer.start()
        try:
            return await asyncio.wait_for(work(commits), 10)
        finally:
            await asyncio.to_thread(commits.committer.close)

    return asyncio.run(go())


def test_busy_sessions_share_each_commit():
    store = Recorded()

    async def session(commits):
        for _ in range(10):
            await commits.submit(fresh())

    async def work(commits):
        await asyncio.gather(*(session(commits) for _ in range(SESSIONS)))

    run(store, work)
    assert sum(store.sizes) == SESSIONS * 10
    # The first mail goes alone, and the last may; between them all eight go together.
    assert store.sizes.count(SESSIONS) >= 8


def test_lone_mail_waits_for_nobody(monkeypatch):
    monkeypatch.setattr(commits_module, "GATHER_S", 60)
    store = Recorded(seconds=0)

    async def work(commits):
        for _ in range(3):
            await commits.submit(fresh())

    run(store, work)
    assert store.sizes == [1, 1, 1]


def test_those_who_left_are_not_waited_for_long():
    store = Recorded()

    async def work(commits):
        await asyncio.gather(*(commits.submit(fresh()) for _ in range(SESSIONS)))
        # Seven have gone: the eighth is handed on after a moment, and then at once.
        await commits.submit(fresh())
        await commits.submit(fresh())

    run(store, work)
    assert store.sizes[-2:] == [1, 1]


def test_refused_batch_lets_the_next_one_through():
    def store(batch):
        store.calls += 1
        if store.calls == 1:
            raise RuntimeError("disk on fire")

    store.calls = 0

    async def work(commits):
        with pytest.raises(Unavailable):
            await commits.submit(fresh())
        good = fresh()
        assert await commits.submit(good) == good.trace_id

    run(store, work)


def test_too_many_waiting_are_told_to_come_back(monkeypatch):
    monkeypatch.setattr(commits_module, "WAITING_MAX", 2)
    store = Recorded(seconds=0.2)

    async def work(commits):
        futures = [commits.submit(fresh()) for _ in range(4)]
        return await asyncio.gather(*futures, return_exceptions=True)

    *taken, refused = run(store, work)
    assert isinstance(refused, Busy)
    assert all(isinstance(one, str) for one in taken)
