"""`make bench-numbers`: fifty clerks in eight processes take numbers on a private PostgreSQL.

1. The product's own door: `register_incoming` with its number, document, audit and all, every tenth
   broken off after its number was taken; then the numbers must be 1…n. `per_second` is this one.
2. Two registers at once against one: a series locks its own row alone.
3. The same short transaction with a number from a locked row (ours), from a sequence, and from
   max + 1: what the usual ways lose under the same breaks.

PostgreSQL keeps its promises here: fsync and synchronous commits are on. `clerks_ms` and
`database_ms` are the processor time of one registration on either side, from the common start: on a
machine with other work, compare that.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.support.postgres import Cluster

DOCUMENTS = int(os.environ.get("DOCUMENTS", "1500"))
PROCESSES, CLERKS = 8, 50
_RUN_S = 300


@dataclass(frozen=True)
class Run:
    """What clerks came to."""

    numbers: Sequence[int]
    seconds: float
    clerks_s: float
    database_s: float

    @property
    def gaps(self) -> int:
        return max(self.numbers, default=0) - len(set(self.numbers))

    @property
    def repeats(self) -> int:
        return sum(times - 1 for times in Counter(self.numbers).values())

    @property
    def per_second(self) -> float:
        return round(len(self.numbers) / self.seconds, 1)

    def facts(self) -> dict[str, float]:
        """Of the JSON line."""
        return {
            "issued": len(self.numbers),
            "gaps": self.gaps,
            "repeats": self.repeats,
            "per_second": self.per_second,
            "clerks_ms": round(1000 * self.clerks_s / len(self.numbers), 2),
            "database_ms": round(1000 * self.database_s / len(self.numbers), 2),
        }


def main() -> None:
    from tests.support.postgres import postgres_cluster

    with postgres_cluster(is_durable=True) as cluster:
        os.environ.update(CV_DATABASE_URL=cluster.url, DJANGO_SETTINGS_MODULE="config.settings")
        django.setup()
        print(json.dumps(_measure(cluster)))


def _measure(cluster: "Cluster") -> dict[str, object]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    first, second = _offices()
    _make_bench_table()
    _register(cluster, [first, second], DOCUMENTS // 10)  # opens the books, fills caches
    one = _register(cluster, [first], DOCUMENTS)
    print(f"register, one series: {one.facts()}", flush=True)
    two_seconds = _register(cluster, [second, first], DOCUMENTS).seconds
    ways = {}
    for way in ("series_row", "sequence", "max_plus_one"):
        ways[way] = _take(cluster, way).facts()
        print(f"{way}: {ways[way]}", flush=True)
    return {
        **one.facts(),
        "two_series_per_second": round(DOCUMENTS / two_seconds, 1),
        "clerks": CLERKS,
        "processes": PROCESSES,
        "ways": ways,
    }


def _offices() -> list[str]:
    """Two agencies, each as "account,agency"."""
    from tests.factories import make_agency, make_member

    found = []
    for code, name in (("STTTT", "Sở Thông tin và Truyền thông"), ("STC", "Sở Tài chính")):
        from mailsvc.directory.roles import Role

        agency = make_agency(code, name)
        clerk = make_member(agency, Role.CLERK, name="Lò Thị Mai", title="Văn thư")
        found.append(f"{clerk.actor.account_pk},{agency.pk}")
    return found


def _register(cluster: "Cluster", offices: Sequence[str], documents: int) -> Run:
    """Through the product; the numbers given to the first office, counted from the run's first."""
    from docflow.register.models import RegisterEntry

    agency_pk = offices[0].split(",")[1]
    entries = RegisterEntry.objects.filter(series__register__agency_id=agency_pk)
    before, all_before = entries.count(), RegisterEntry.objects.count()
    begin = cluster.cpu_s()
    seconds, clerks_s = _run_clerks("register", documents, offices)
    database_s = cluster.cpu_s() - begin
    assert RegisterEntry.objects.count() - all_before == documents
    numbers = sorted(entries.values_list("number", flat=True))[before:]
    return Run([number - before for number in numbers], seconds, clerks_s, database_s)


def _take(cluster: "Cluster", way: str) -> Run:
    from django.db import connection

    begin = cluster.cpu_s()
    seconds, clerks_s = _run_clerks(way, DOCUMENTS, [])
    database_s = cluster.cpu_s() - begin
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM bench_entry WHERE way = %s", [way])
        return Run([row[0] for row in cursor.fetchall()], seconds, clerks_s, database_s)


def _make_bench_table() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_entry (way text, number int, words text)")
        cursor.execute("CREATE INDEX ON bench_entry (way, number)")
        cursor.execute("CREATE SEQUENCE bench_sequence")
        cursor.execute("CREATE TABLE bench_series (last int)")
        cursor.execute("INSERT INTO bench_series VALUES (0)")


def _run_clerks(way: str, documents: int, offices: Sequence[str]) -> tuple[float, float]:
    """Seconds from the common start to the last clerk's end, and of the processor for all."""
    command = [sys.executable, "-m", "tests.bench.numbers_clerks", way]
    share = [documents // PROCESSES + (n < documents % PROCESSES) for n in range(PROCESSES)]
    clerks = [CLERKS // PROCESSES + (n < CLERKS % PROCESSES) for n in range(PROCESSES)]
    workers = [
        subprocess.Popen(
            [*command, str(share[n]), str(clerks[n]), *offices],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(PROCESSES)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline().strip() == "ready"
        begin = time.monotonic()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.close()
        for worker in workers:
            assert worker.wait(_RUN_S) == 0
        seconds = time.monotonic() - begin
        return seconds, sum(float(worker.stdout.read()) for worker in workers if worker.stdout)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


if __name__ == "__main__":
    main()
