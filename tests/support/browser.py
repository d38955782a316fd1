"""A real Chromium, and the patience of every test that looks through it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

_CHROMIUM = "/usr/bin/chromium"
# Chromium in a closed network: no background questions to its maker.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# How long a slow machine may take, not how long ours does: a wait ends when its state comes.
expect.set_options(timeout=30_000)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One running browser."""
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        try:
            yield one
        finally:
            one.close()
