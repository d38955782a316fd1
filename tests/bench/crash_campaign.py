"""The rounds of one installation. Needs Django set up for it."""

import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.supervisor.preflight import check_folders
from mailsvc.base import clock
from mailsvc.queue import services
from mailsvc.queue.models import QueuedRecipient
from tests import factories
from tests.bench.crash_disk import SmallDisk
from tests.bench.crash_faults import Breaker, Fault, draw
from tests.bench.crash_load import Ledger, Sender
from tests.bench.crash_parts import Part, make_parts
from tests.bench.crash_verdict import judge
from tests.support.postgres import Cluster

_SENDERS = 4
_MAILBOXES = 4
_LOAD_S = 2.0
_AFTER_S = 0.3
_DRAIN_EVERY = 10
_DRAIN_S = 300.0


def campaign(
    kind: str, *, rounds: int, seed: int, disk: SmallDisk, cluster: Cluster | None
) -> dict[str, Any]:
    """All rounds, the drain, the verdict."""
    addresses = _prepare()
    parts = make_parts()
    breaker, ledger = Breaker(parts, disk, cluster), Ledger()
    rng = random.Random(f"{seed} {kind}")
    seen: Counter[str] = Counter()
    ended: list[int] = []  # rounds in which PostgreSQL was, once for each time
    try:
        for part in parts.values():
            part.start()
            part.wait_ready()
        for number in range(1, rounds + 1):
            faults = draw(rng, within_s=_LOAD_S, kinds=breaker.kinds)
            seen.update(fault.kind for fault in faults)
            ended += [number for fault in faults if cluster and fault.kind == "database"]
            before = len(ledger.accepted)
            _round(f"{kind}-{number}", faults, parts, breaker, ledger, addresses, seed)
            words = ", ".join(f"{f.kind} at {f.at_s:.1f} s" for f in faults)
            print(f"{kind} {number}: {words}; {len(ledger.accepted) - before} accepted", flush=True)
            if number % _DRAIN_EVERY == 0 or number == rounds:
                _drain(parts)
        report = {"rounds": rounds} | judge(ledger, addresses, partial(_count_until_drain, ended))
    finally:
        breaker.heal()
        for part in reversed(parts.values()):
            part.kill()
        connection.close()
    return report | {"faults": dict(seen)}


def _count_until_drain(ended: list[int], number: int) -> int:
    """Of those rounds, from this one on until nothing waited any more."""
    drained = -(-number // _DRAIN_EVERY) * _DRAIN_EVERY
    return sum(number <= one <= drained for one in ended)


def _prepare() -> list[str]:
    check_folders()
    call_command("migrate", verbosity=0, interactive=False)
    agency = factories.make_agency()
    return [factories.make_member(agency).mailbox.address for _ in range(_MAILBOXES)]


def _round(
    name: str,
    faults: list[Fault],
    parts: dict[str, Part],
    breaker: Breaker,
    ledger: Ledger,
    addresses: list[str],
    seed: int,
) -> None:
    """Load from the beginning until all that broke is back and the relay serves again."""
    senders = [
        Sender(
            f"{name}-{number}",
            port=settings.MX_PORT,
            to=addresses,
            ledger=ledger,
            seed=f"{seed} {name} {number}",
        )
        for number in range(_SENDERS)
    ]
    for sender in senders:
        sender.start()
    begin = time.monotonic()
    for at_s, acts in _timeline(faults, breaker):
        time.sleep(max(0.0, begin + at_s - time.monotonic()))
        for act in acts:
            act()
    time.sleep(max(0.0, begin + _LOAD_S - time.monotonic()))
    breaker.heal()
    parts["relay"].wait_ready()
    time.sleep(_AFTER_S)
    for sender in senders:
        sender.ends.set()
    for sender in senders:
        sender.join()


def _timeline(
    faults: list[Fault], breaker: Breaker
) -> list[tuple[float, list[Callable[[], None]]]]:
    moments = [(fault.at_s, breaker.begin[fault.kind]) for fault in faults]
    moments += [(fault.at_s + fault.lasts_s, breaker.end[fault.kind]) for fault in faults]
    return sorted(moments, key=lambda moment: moment[0])


def _drain(parts: dict[str, Part]) -> None:
    """Until nothing waits any more: as an administrator who says "now" would see it.

    The worker is started anew first: claims whose results it could not write wait for their lease.
    """
    connection.close()
    parts["delivery"].stop()
    for part in parts.values():
        part.start()
        part.wait_ready()
    deadline = time.monotonic() + _DRAIN_S
    while QueuedRecipient.objects.open().exists() and time.monotonic() < deadline:
        QueuedRecipient.objects.filter(state=QueuedRecipient.State.DUE).update(
            next_attempt_at=clock.now()
        )
        time.sleep(0.5)
    services.sweep()
