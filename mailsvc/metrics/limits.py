"""Limits and what they turned away: two families, one label, wherever the limit is kept."""

from prometheus_client import Counter

from mailsvc.metrics.declare import counter, gauge

_LIMIT = gauge("congvan_relay_limit", "A limit on mail, by name.", "limit", is_shared=True)
_REJECTED = counter("congvan_relay_rejected_total", "What a limit turned away.", "limit")


def rejections(limit: str) -> Counter:
    """The counter of a limit; shows as 0 from now on."""
    return _REJECTED.labels(limit)


def export_limit(limit: str, value: float) -> None:
    """Show the limit in force."""
    _LIMIT.labels(limit).set(value)
