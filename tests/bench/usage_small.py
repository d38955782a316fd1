"""One office on SQLite: recording beside not recording, thirteen months, the page."""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from statistics import median, quantiles
from unittest.mock import patch

import django

_ROUNDS, _OPENS = 25, 39
_PEOPLE = 2000
_MONTHS = [200911, 200912, *range(201001, 201012)]
_CORPUS = Path(__file__).parents[1] / "corpus"


def main() -> None:
    """Print the figures, the JSON line last."""
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    setup_test_environment()
    found = {"record_ratio": _record_ratio(), "fill_2000x13_s": _fill(), "page_p95_ms": _page()}
    print(json.dumps(found))


def _record_ratio() -> float:
    """Processor time of a day's forty opens with recording, over that without.

    Each open is done twice, with and without, in turn first and second, so that whatever else the
    machine does falls on both; the middle of the rounds is the answer, their quartiles its doubt.
    """
    open_mail = _opener()
    open_mail()
    ratios = [_round(open_mail) for _ in range(_ROUNDS)]
    low, ratio, high = quantiles(ratios, n=4)
    print(
        f"a day's {_OPENS + 1} opens with recording, over without: {ratio:.4f}"
        f" (half of {_ROUNDS} rounds between {low:.4f} and {high:.4f})"
    )
    return round(ratio, 4)


def _round(open_mail: Callable[[], None]) -> float:
    """One day: the first open with recording writes its bit, the others find it remembered."""
    from mailsvc.usage import services

    services.forget()
    spent = {True: 0.0, False: 0.0}
    for number in range(_OPENS + 1):
        for is_recorded in (True, False) if number % 2 else (False, True):
            with nullcontext() if is_recorded else _unrecorded():
                began = time.process_time()
                open_mail()
                spent[is_recorded] += time.process_time() - began
    return spent[True] / spent[False]


def _unrecorded() -> AbstractContextManager[object]:
    return patch("mailsvc.usage.services.record", lambda *_args, **_more: None)


def _opener() -> Callable[[], None]:
    """Somebody at a browser with one mail; the store is in memory, so little else is measured."""
    from django.test import Client

    from tests.factories import make_agency, make_member
    from tests.support.memory_store import MemoryStore
    from webui.mail.store import using

    member = make_member(make_agency())
    store = MemoryStore()
    uid = store.put(member.mailbox, (_CORPUS / "alternative_related.eml").read_bytes())
    client = Client()
    client.force_login(member.account, backend="webui.shared.login.DirectoryBackend")
    address = f"/thu/{member.mailbox.pk}/{uid}/"

    def open_mail() -> None:
        with using(store.open):
            answer = client.get(address)
        assert answer.status_code == 200, answer.status_code

    return open_mail


def _fill() -> float:
    """Seconds for thirteen months of two thousand people, by every definition."""
    from mailsvc.usage import rollup
    from tests.bench.usage_data import make_office

    make_office(_PEOPLE, _MONTHS)
    began = time.perf_counter()
    for ym in _MONTHS:
        rollup.fill(ym)
    seconds = time.perf_counter() - began
    print(f"roll-up of {_PEOPLE:,} people × {len(_MONTHS)} months on SQLite: {seconds:.2f} s")
    return round(seconds, 2)


def _page() -> float:
    """95 in 100 views of the latest published month take no longer, in milliseconds."""
    from django.test import Client

    from mailsvc.directory.actor import SYSTEM
    from mailsvc.directory.models import Agency
    from mailsvc.directory.roles import Role
    from mailsvc.usage import publication
    from tests.factories import make_member

    for ym in _MONTHS:
        publication.publish(SYSTEM, ym=ym)
    leader = make_member(Agency.objects.get(code="A0"), Role.LEADER)
    client = Client()
    client.force_login(leader.account, backend="webui.shared.login.DirectoryBackend")
    times = []
    for _ in range(200):
        began = time.perf_counter()
        assert client.get("/thong-ke/?thang=2010-11").status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    p95 = quantiles(times, n=20)[-1]
    print(f"the page of a published month: p50 {median(times):.0f} ms, p95 {p95:.0f} ms")
    return round(p95, 1)


if __name__ == "__main__":
    main()
