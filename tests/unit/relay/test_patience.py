"""One timer a connection: it ends at the time given last, not at an earlier one."""

import asyncio

from mailsvc.relay.patience import Patience


def run(session_s, script):
    """The moments (seconds from the start) at which patience ended."""
    ended = []

    async def main():
        loop = asyncio.get_running_loop()
        begin = loop.time()
        patience = Patience(
            loop, session_s=session_s, on_end=lambda: ended.append(loop.time() - begin)
        )
        await script(patience)
        patience.end()

    asyncio.run(main())
    return ended


def test_each_allowance_replaces_the_one_before():
    async def script(patience):
        for _ in range(4):
            patience.allow(0.2)
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.4)

    (at,) = run(60, script)
    assert 0.5 <= at < 0.79


def test_a_shorter_allowance_counts_at_once():
    async def script(patience):
        patience.allow(60)
        patience.allow(0.1)
        await asyncio.sleep(0.4)

    assert len(run(60, script)) == 1


def test_no_end_while_it_is_our_turn_or_after_the_end():
    async def script(patience):
        patience.allow(0.1)
        patience.rest()
        await asyncio.sleep(0.3)
        patience.allow(0.1)
        patience.end()
        await asyncio.sleep(0.3)

    assert run(60, script) == []


def test_the_session_ends_even_while_it_is_our_turn():
    async def script(patience):
        patience.rest()
        await asyncio.sleep(0.3)

    assert len(run(0.1, script)) == 1
