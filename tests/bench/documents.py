"""`make bench-documents`: pages, counters, searches and an export over very many documents.

ROWS documents (1,000,000 on a private PostgreSQL, 100,000 on SQLite with ENGINE=sqlite), nine in
ten of them in one agency's registers, each with the words of its files, written in bulk
(`documents_data`). Then the product's own pages are asked for through Django's test client, by the
clerk, the leader and an officer in turn, ASKED times each: the register, the box counters alone, a
search for a rare word, for one that every third document holds; last an export of 5,000 rows. The
same is done first at a tenth of the rows.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

ENGINE = os.environ.get("ENGINE", "postgres")
ROWS = int(os.environ.get("ROWS", "1000000" if ENGINE == "postgres" else "100000"))
ASKED = int(os.environ.get("ASKED", "30"))
EXPORTED = 5000


def main() -> None:
    with _database():
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        from tests.bench import documents_data as data

        people = data.make_people()
        tenth = _measure_at(ROWS // 10, people)
        print(json.dumps(tenth), flush=True)
        print(json.dumps(_measure_at(ROWS, people) | {"engine": ENGINE, "tenth": tenth}))


@contextmanager
def _database() -> Iterator[None]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if ENGINE != "postgres":
        yield
        return
    from tests.support.postgres import postgres_cluster

    with postgres_cluster() as cluster:
        os.environ["CV_DATABASE_URL"] = cluster.url
        yield


def _measure_at(rows: int, people: Any) -> dict[str, object]:
    from tests.bench import documents_data as data

    begin = time.monotonic()
    data.fill(people, rows)
    print(f"{rows} documents written in {time.monotonic() - begin:.0f} s", flush=True)
    from docflow.documents.selectors import count_boxes

    clients = [_client(actor) for actor in people.actors]
    pages = {
        "list": "/van-ban/",
        "search_rare": f"/van-ban/tim/?q={data.RARE}+{rows // 20}",
        "search_common": f"/van-ban/tim/?q={data.COMMON}",
    }
    found: dict[str, object] = {"rows": rows}
    for name, url in pages.items():
        found |= _times(name, [lambda c=c, u=url: _get(c, u) for c in clients])
    found |= _times("counters", [lambda a=a: count_boxes(a) for a in people.actors])
    found["export_s"] = _export_s(people)
    return found


def _client(actor: Any) -> Any:
    from django.test import Client

    from mailsvc.directory.models import Account

    client = Client(SERVER_NAME="localhost")
    account = Account.objects.get(pk=actor.account_pk)
    client.force_login(account, "webui.shared.login.DirectoryBackend")
    return client


def _get(client: Any, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code


def _times(name: str, acts: list[Callable[[], object]]) -> dict[str, object]:
    """Milliseconds of the 95th in a hundred; each person's first one fills caches."""
    for act in acts:
        act()
    times = []
    for _ in range(ASKED):
        for act in acts:
            begin = time.perf_counter()
            act()
            times.append(1000 * (time.perf_counter() - begin))
    p95 = round(statistics.quantiles(times, n=20)[-1], 1)
    print(f"{name}: p50 {statistics.median(times):.1f} ms, p95 {p95} ms", flush=True)
    return {f"{name}_p95_ms": p95}


def _export_s(people: Any) -> float:
    from docflow.printing.tables import write_table
    from docflow.search.query import Query
    from docflow.search.selectors import select_documents
    from docflow.search.table import USUAL, make_sheet

    begin = time.monotonic()
    found = select_documents(people.actors[0], Query())
    rows = found.select_related("agency", "author", "unit").prefetch_related("entries")[:EXPORTED]
    sheet = make_sheet("Văn bản", rows.iterator(1000), USUAL)
    assert len(sheet.rows) == EXPORTED
    assert write_table(sheet, "xlsx")
    return round(time.monotonic() - begin, 1)


if __name__ == "__main__":
    main()
