"""A nation on PostgreSQL: one month's roll-up by size, and beside raw events."""

import json
import os
import re
import time
from pathlib import Path

import django
from django.db import connection

SIZES = [int(n) for n in os.environ.get("SIZES", "250000,500000,1000000,2000000").split(",")]
SAMPLE = int(os.environ.get("SAMPLE", "20000"))
_MONTH = 200911


def main() -> None:
    """Print the figures, the JSON line last."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seconds = {}
    done = 0
    for size in sorted(SIZES):
        began = time.perf_counter()
        _grow(done, size)
        made = time.perf_counter() - began
        seconds[size] = _fill(size, made)
        done = size
    largest = max(SIZES)
    smaller = 500_000 if 500_000 in seconds else min(SIZES)
    from tests.bench.usage_events import compare

    bytes_ratio = compare(SAMPLE)
    found = {
        "fill_2m_s": round(seconds[largest], 1),
        "fill_2m_over_500k": round(seconds[largest] / seconds[smaller], 2),
        "bytes_ratio": round(bytes_ratio, 1),
    }
    print(json.dumps(found))


def _grow(done: int, size: int) -> None:
    from tests.bench.usage_data import grow

    grow(done + 1, size)


def _fill(size: int, made_s: float) -> float:
    """Seconds of one fill; the table beside it shows rows, bytes and memory."""
    from mailsvc.usage import rollup
    from mailsvc.usage.models import AgencyMonth, FillState

    connection.close()  # a server process of its own, so that its memory is this fill's
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    began = time.perf_counter()
    rollup.fill(_MONTH)
    seconds = time.perf_counter() - began
    peak = _peak_mb(pid)
    people = FillState.objects.get(definition="TX-1", ym=_MONTH).people
    assert people == size, (people, size)
    rows = AgencyMonth.objects.filter(ym=_MONTH).count()
    bits, counts = (_table_mb(name) for name in ("usage_personmonth", "usage_agencymonth"))
    print(
        f"{size:>9,} people: made in {made_s:6.1f} s, filled in {seconds:6.1f} s"
        f" ({seconds / size * 1e6:.1f} µs a person); bitmaps {bits:.0f} MB,"
        f" {rows:,} rows of agencies {counts:.0f} MB; at most {peak} MB of memory",
        flush=True,
    )
    return seconds


def _peak_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def _table_mb(name: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [name])
        (size,) = cursor.fetchone()
    return int(size) / 1024**2


if __name__ == "__main__":
    main()
