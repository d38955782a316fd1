"""When to try again. RFC 5321 §4.5.4.1: retry for days, give up after 4–5 of them. Pure."""

from datetime import datetime, timedelta

# Minutes after the 1st, 2nd, … failed attempt; the last one repeats.
_MINUTES = (1, 5, 15, 30, 60, 60, 60, 120, 120, 240)
GIVE_UP_AFTER = timedelta(days=5)
LEASE = timedelta(minutes=10)
STEPS = len(_MINUTES)
JITTER = 0.1
WARN_AFTER = timedelta(hours=4)
PROBE_MIN_S = 10.0
_SMALL, _MEDIUM, _LARGE = 64 * 1024, 1024 * 1024, 8 * 1024 * 1024
LARGE_BYTES = _SMALL  # of these few at once go to one destination


def next_attempt_at(*, attempts: int, now: datetime, chance: float) -> datetime:
    """The next try after `attempts` tries; `chance` in 0…1 spreads mails that failed together."""
    minutes = _MINUTES[min(max(attempts, 1), len(_MINUTES)) - 1]
    return now + timedelta(minutes=minutes) * (1 + JITTER * (2 * chance - 1))


def is_expired(*, since: datetime, now: datetime) -> bool:
    """True when no further try is made."""
    return now - since >= GIVE_UP_AFTER


def next_probe_at(
    *, down_since: datetime, now: datetime, probe_max_s: float, chance: float
) -> datetime:
    """When a silent destination is tried again: after an eighth of its silence, within bounds."""
    wait_s = (now - down_since).total_seconds() / 8
    wait_s = min(max(wait_s, min(PROBE_MIN_S, probe_max_s)), probe_max_s)
    return now + timedelta(seconds=wait_s * (1 + JITTER * (2 * chance - 1)))


def rank(*, is_urgent: bool, size_bytes: int) -> int:
    """Order of claiming: urgent first, then small before large (thin links)."""
    if is_urgent:
        return 0
    return 1 + (size_bytes > _SMALL) + (size_bytes > _MEDIUM) + (size_bytes > _LARGE)
