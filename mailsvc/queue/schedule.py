"""When to try again. RFC 5321 §4.5.4.1: retry for days, give up after 4–5 of them. Pure."""

from datetime import datetime, timedelta

# Minutes after the 1st, 2nd, … failed attempt; the last one repeats.
_MINUTES = (1, 5, 15, 30, 60, 60, 60, 120, 120, 240)
GIVE_UP_AFTER = timedelta(days=5)
LEASE = timedelta(minutes=10)
STEPS = len(_MINUTES)
JITTER = 0.1
_SMALL, _MEDIUM, _LARGE = 64 * 1024, 1024 * 1024, 8 * 1024 * 1024


def next_attempt_at(*, attempts: int, now: datetime, chance: float) -> datetime:
    """The next try after `attempts` tries; `chance` in 0…1 spreads mails that failed together."""
    minutes = _MINUTES[min(max(attempts, 1), len(_MINUTES)) - 1]
    return now + timedelta(minutes=minutes) * (1 + JITTER * (2 * chance - 1))


def is_expired(*, created_at: datetime, now: datetime) -> bool:
    """True when no further try is made."""
    return now - created_at >= GIVE_UP_AFTER


def rank(*, is_urgent: bool, size_bytes: int) -> int:
    """Order of claiming: urgent first, then small before large (thin links)."""
    if is_urgent:
        return 0
    return 1 + (size_bytes > _SMALL) + (size_bytes > _MEDIUM) + (size_bytes > _LARGE)
