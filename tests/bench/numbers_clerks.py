"""Some of the clerks of `make bench-numbers`, in one process: `<way> <numbers> <clerks> [offices]`.

Says "ready", begins when its standard input is closed, and gives up the number it was just given in
every tenth transaction: that is what a power cut or a refused file does. Last it says how many
seconds of the processor it took.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402

from docflow.intake.commands import RegisterIncoming  # noqa: E402
from docflow.intake.services import register_incoming  # noqa: E402
from mailsvc.directory.models import Account  # noqa: E402
from mailsvc.directory.selectors import get_actor  # noqa: E402

_BREAK_EVERY = 10
_WAIT_S = 60
_NEXT = {
    "series_row": "UPDATE bench_series SET last = last + 1 RETURNING last",
    "sequence": "SELECT nextval('bench_sequence')",
    "max_plus_one": "SELECT coalesce(max(number), 0) + 1 FROM bench_entry WHERE way = %s",
}

Take = Callable[[int], None]


class _BrokenOff(Exception):
    """Between the number and the commit."""


def main(way: str, numbers: int, clerks: int, offices: list[str]) -> None:
    take = _registering(offices) if way == "register" else _taking(way)
    serials = count()
    seated = Barrier(clerks + 1)

    def work(share: int) -> None:
        connection.ensure_connection()
        seated.wait(_WAIT_S)
        seated.wait()
        try:
            for _ in range(share):
                _take_one(take, next(serials))
        finally:
            connections.close_all()

    shares = [numbers // clerks + (n < numbers % clerks) for n in range(clerks)]
    with ThreadPoolExecutor(clerks) as pool:
        done = [pool.submit(work, share) for share in shares]
        seated.wait(_WAIT_S)
        print("ready", flush=True)
        sys.stdin.read()
        begin = time.process_time()
        seated.wait()
        for one in done:
            one.result()
    print(time.process_time() - begin)


def _take_one(take: Take, serial: int) -> None:
    if serial % _BREAK_EVERY == 0:
        try:
            with transaction.atomic():
                take(serial)
                raise _BrokenOff
        except _BrokenOff:
            pass
    take(serial)


def _taking(way: str) -> Take:
    def take(serial: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_NEXT[way], [way] if "%s" in _NEXT[way] else [])
            (number,) = cursor.fetchone()
            words = f"công văn thử {serial}"
            cursor.execute("INSERT INTO bench_entry VALUES (%s, %s, %s)", [way, number, words])

    return take


def _registering(offices: list[str]) -> Take:
    desks = []
    for office in offices:
        account_pk, agency_pk = map(int, office.split(","))
        desks.append((get_actor(Account.objects.get(pk=account_pk)), agency_pk))
    connections.close_all()

    def take(serial: int) -> None:
        actor, agency_pk = desks[serial % len(desks)]
        register_incoming(
            actor,
            RegisterIncoming(
                agency_pk=agency_pk,
                doc_type="cong_van",
                issuer="Sở Nội vụ",
                subject=f"văn bản đo tốc độ cấp số {serial}",
                number=str(serial),
                notation="SNV-VP",
                duplicate_reason="đo tốc độ, số trùng là cố ý",
            ),
        )

    return take


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
