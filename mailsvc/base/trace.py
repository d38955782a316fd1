"""Trace ids: born at acceptance, time-ordered, safe in a header, a file name and a URL."""

import os
import time
from contextvars import ContextVar

# No vowels (no accidental words), no look-alikes; sorted, so ids sort by time.
_ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
_TIME_DIGITS = 11
_RANDOM_DIGITS = 10

current: ContextVar[str] = ContextVar("trace_id", default="-")


def new_trace_id() -> str:
    """21 characters: microseconds since 1970 (11), then 48 random bits (10)."""
    moment = _digits(time.time_ns() // 1000, _TIME_DIGITS)
    return moment + _digits(int.from_bytes(os.urandom(6), "big"), _RANDOM_DIGITS)


def _digits(number: int, width: int) -> str:
    out: list[str] = []
    for _ in range(width):
        number, digit = divmod(number, len(_ALPHABET))
        out.append(_ALPHABET[digit])
    return "".join(reversed(out))
