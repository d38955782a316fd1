"""Trace ids: born at acceptance, time-ordered, safe in a header, a file name and a URL."""

import os
import time
from collections import deque
from contextvars import ContextVar
from functools import lru_cache

# No vowels (no accidental words), no look-alikes; sorted, so ids sort by time.
_ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
_TIME_DIGITS = 11
_RANDOM_DIGITS = 10
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_AT_ONCE = 256
_random: deque[str] = deque()
# A child that kept its parent's random parts would give the parent's ids.
os.register_at_fork(after_in_child=_random.clear)

current: ContextVar[str] = ContextVar("trace_id", default="-")


def new_trace_id() -> str:
    """21 characters: microseconds since 1970 (11), then 48 random bits (10)."""
    second, low = divmod(time.time_ns() // 1000, len(_PAIRS) ** 2)
    high, low = divmod(low, len(_PAIRS))
    moment = _seconds(second) + _PAIRS[high] + _PAIRS[low]
    try:
        return moment + _random.popleft()
    except IndexError:
        _random.extend(_random_parts())
        return moment + _random.popleft()


def _random_parts() -> list[str]:
    """Many at once: a question to the kernel lets other threads in, and then waits for them."""
    data = os.urandom(6 * _AT_ONCE)
    return [
        _digits(int.from_bytes(data[start : start + 6], "big"), _RANDOM_DIGITS)
        for start in range(0, len(data), 6)
    ]


@lru_cache(maxsize=4)
def _seconds(number: int) -> str:
    """All but the last four digits of a moment: the same for almost a second."""
    return _digits(number, _TIME_DIGITS - 4)


def _digits(number: int, width: int) -> str:
    """In the alphabet's base, two digits a step."""
    out = ""
    for _ in range((width + 1) // 2):
        number, pair = divmod(number, len(_PAIRS))
        out = _PAIRS[pair] + out
    return out[-width:]
