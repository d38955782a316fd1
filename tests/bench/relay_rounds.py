"""The rounds of `make bench-relay`. Needs Django set up for the installation measured."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.management import call_command

from mailsvc.mailstore.users import render_users
from tests import factories
from tests.bench.relay_load import Load, send
from tests.bench.relay_memory import SESSIONS, hold_sessions, send_large
from tests.bench.relay_ours import Ours
from tests.bench.relay_postfix import Postfix
from tests.bench.relay_report import Measured, Report
from tests.bench.relay_store import Mailboxes, running_store
from tests.bench.relay_usage import cpu_seconds, peak_mb
from tests.support.ports import free_ports
from tests.support.product import Product

_KB = 1024
MAILBOX = Load("mailbox", messages=1500, size_bytes=5 * _KB)
ACCEPT = (
    Load("accept_reused", messages=4000, size_bytes=5 * _KB),
    Load("accept_single", messages=2000, size_bytes=5 * _KB, is_reused=False),
    Load("accept_1mb", messages=200, size_bytes=_KB * _KB),
)
CHECKED = Load("accept_checked", messages=1000, size_bytes=5 * _KB)
_MAILBOXES = 10


class Side(Protocol):
    """What a round asks of either side."""

    name: str
    accept_port: int
    deliver_port: int

    def roots(self) -> list[int]: ...
    def delivering(self) -> AbstractContextManager[None]: ...


def measure(folder: Path, product: Product, extra: dict[str, str], *, rounds: int) -> None:
    """All cases; prints the report."""
    addresses = _make_mailboxes()
    ours = Ours(product, extra_env=extra)
    accept, deliver = free_ports(2)
    postfix = Postfix(folder / "postfix", ports=(accept, deliver), lmtp=settings.LMTP_ADDRESS)
    report = Report()
    with ExitStack() as stack:
        stack.enter_context(running_store())
        stack.callback(postfix.stop)
        postfix.start(addresses)
        stack.callback(ours.stop)
        ours.start()
        _mailbox_rounds(report, rounds, ours, postfix, Mailboxes(addresses))
        _accept_rounds(report, rounds, ours, postfix, addresses[0])
        _checked_rounds(report, rounds, ours, addresses[0])
        report.peak_mb = _peak(ours, addresses[0])
    print(*report.lines(), sep="\n")
    print(report.json_line())


def _make_mailboxes() -> list[str]:
    call_command("migrate", verbosity=0, interactive=False)
    agency = factories.make_agency()
    members = [factories.make_member(agency) for _ in range(_MAILBOXES)]
    render_users()
    return [member.mailbox.address for member in members]


def _mailbox_rounds(
    report: Report, rounds: int, ours: Ours, postfix: Postfix, mailboxes: Mailboxes
) -> None:
    def deliver(side: Side) -> None:
        send(MAILBOX, side.deliver_port, mailboxes.addresses)
        mailboxes.wait_for(MAILBOX.messages)

    for number in range(rounds + 1):
        for side in _in_turn(number, ours, postfix):
            with side.delivering():
                measured = _measure(MAILBOX, side, lambda side=side: deliver(side))
            if number:  # the first round starts processes and fills caches
                report.add(measured)
    mailboxes.prove()


def _accept_rounds(report: Report, rounds: int, ours: Ours, postfix: Postfix, mailbox: str) -> None:
    for load in ACCEPT:
        for number in range(rounds + 1):
            for side in _in_turn(number, ours, postfix):
                measured = _accept(load, side, mailbox)
                if number:
                    report.add(measured)


def _checked_rounds(report: Report, rounds: int, ours: Ours, mailbox: str) -> None:
    """What the checks of a sender cost us; Postfix has nothing to compare."""
    ours.stop()
    ours.start(checks=True)
    for _ in range(rounds):
        report.add(_accept(CHECKED, ours, mailbox))


def _peak(ours: Ours, mailbox: str) -> float:
    """The relay's peak from its start, through sessions and then large mails."""
    ours.stop()
    ours.start()
    hold_sessions(ours.accept_port, mailbox)
    after_sessions = _held_mb(ours)
    send_large(ours.accept_port, mailbox)
    print(f"memory: {after_sessions:.0f} MB under {SESSIONS} sessions", flush=True)
    return _held_mb(ours)


def _held_mb(ours: Ours) -> float:
    """The peaks of all relay processes together."""
    return sum(map(peak_mb, ours.relay_pids))


def _accept(load: Load, side: Side, mailbox: str) -> Measured:
    return _measure(load, side, lambda: send(load, side.accept_port, [mailbox]))


def _measure(load: Load, side: Side, act: Callable[[], object]) -> Measured:
    cpu, begin = cpu_seconds(*side.roots()), time.monotonic()
    act()
    seconds = time.monotonic() - begin
    return Measured(load.name, side.name, load.messages, seconds, cpu_seconds(*side.roots()) - cpu)


def _in_turn(number: int, ours: Ours, postfix: Postfix) -> tuple[Side, Side]:
    return (ours, postfix) if number % 2 else (postfix, ours)
