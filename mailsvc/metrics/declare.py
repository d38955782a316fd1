"""Declaring metrics: once, at import, by name.

`REJECTED = counter("congvan_…_total", "What it counts.", "limit")`, then once where it is used
`_full = REJECTED.labels("sessions")`, then `_full.inc()`: under a microsecond. A series that is
asked for by `labels` at import shows from the start, as 0.
"""

from collections.abc import Sequence

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

PREFIX = "congvan_"
SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
registry = CollectorRegistry()
shared: set[str] = set()  # gauges of which the largest counts, not the sum


def counter(name: str, help_text: str, *labels: str) -> Counter:
    """Something that only grows; the name ends in `_total`."""
    if not name.endswith("_total"):
        raise ValueError(f"{name}: a counter ends in _total")
    return Counter(_checked(name), help_text, labels, registry=registry)


def gauge(name: str, help_text: str, *labels: str, is_shared: bool = False) -> Gauge:
    """Something that goes up and down: the sum over all processes.

    `is_shared`: every process says the same (a setting), so the largest is shown.
    """
    if is_shared:
        shared.add(name)
    return Gauge(_checked(name), help_text, labels, registry=registry)


def histogram(
    name: str, help_text: str, *labels: str, buckets: Sequence[float] = SECONDS
) -> Histogram:
    """How long or how large; the unit ends the name."""
    return Histogram(_checked(name), help_text, labels, registry=registry, buckets=buckets)


def _checked(name: str) -> str:
    if not name.startswith(PREFIX):
        raise ValueError(f"{name}: begins with {PREFIX}")
    return name
