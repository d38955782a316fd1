"""What `make bench-documents` asks of one database: `<file with the accounts of those who ask>`.

The product's own pages through Django's test client, by the clerk, the leader and an officer in
turn, ASKED times each: the register, a box, the box counters alone, a search for a number that one
document holds, for a word that one in a hundred holds, for the beginning of a word that more than
half hold, and for one that every third does; last an export of 5,000 rows. The last line is JSON.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from docflow.documents.models import Document  # noqa: E402
from docflow.documents.selectors import RAIL, count_boxes  # noqa: E402
from docflow.search.export import export  # noqa: E402
from docflow.search.query import Query  # noqa: E402
from docflow.search.table import USUAL  # noqa: E402
from mailsvc.directory.actor import Actor  # noqa: E402
from mailsvc.directory.models import Account, Post, Unit  # noqa: E402
from mailsvc.directory.selectors import get_actor  # noqa: E402
from tests.bench.documents_data import COMMON, RARE  # noqa: E402

ASKED = int(os.environ.get("ASKED", "30"))
EXPORTED = 5000

UrlOf = Callable[[], str]


def main(made: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    accounts = [Account.objects.get(pk=pk) for pk in json.loads(made.read_text())]
    _seat(accounts[2])
    actors = [get_actor(account) for account in accounts]
    clients = [_client(account) for account in accounts]
    serials = count(1)
    pages: dict[str, UrlOf] = {
        "list": lambda: "/van-ban/",
        "box": lambda: "/van-ban/ngan/dang-giai-quyet/",
        "search_rare": lambda: f"/van-ban/tim/?q={RARE}+{_rare(next(serials))}",
        "search_middle": lambda: f"/van-ban/tim/?q=tu{1000 + next(serials)}",
        "search_begun": lambda: f"/van-ban/tim/?q=tu{10 + next(serials) % 90}",
        "search_common": lambda: f"/van-ban/tim/?q={COMMON}",
    }
    times: dict[str, float] = {}
    for name, url_of in pages.items():
        times |= _times(name, [partial(_get, client, url_of) for client in clients])
    times |= _times("counters", [partial(count_boxes, actor, RAIL) for actor in actors])
    print(json.dumps(times | {"export_s": _export_s(actors[0])}))


def _seat(officer: Account) -> None:
    """In the second unit: the newest documents under way are shared out to every other one."""
    unit = Unit.objects.get(agency__code="CQ0", code="P1")
    Post.objects.filter(person=officer.person).update(unit=unit)


def _client(account: Account) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, "webui.shared.login.DirectoryBackend")
    return client


def _get(client: Client, url_of: UrlOf) -> None:
    answer = client.get(url_of())
    assert answer.status_code == 200, answer.status_code


def _rare(serial: int) -> int:
    """A document of the officer's unit, another one each time (see `documents_data`)."""
    hundreds = Document.objects.order_by("-pk").values_list("pk", flat=True)[0] // 100
    return serial * 7 % hundreds * 100 + 6


def _times(name: str, acts: Sequence[Callable[[], object]]) -> dict[str, float]:
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
    shares = [statistics.median(times[n :: len(acts)]) for n in range(len(acts))]
    each = ", ".join(f"{one:.1f}" for one in shares)
    print(f"{name}: p50 {statistics.median(times):.1f} ({each}), p95 {p95} ms", flush=True)
    return {f"{name}_p95_ms": p95}


def _export_s(actor: Actor) -> float:
    """The newest 5,000 documents of a search, as the product's own file."""
    begin = time.monotonic()
    assert export(actor, Query(text=COMMON), USUAL, "xlsx", most=EXPORTED)
    return round(time.monotonic() - begin, 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
