"""One bad row never stops the others: it is held or waits, its neighbours are delivered."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from mailsvc.delivery.attempt import Attempted, attempt
from mailsvc.delivery.bounce import send_reports
from mailsvc.delivery.groups import make_groups
from mailsvc.delivery.recording import record_surely
from mailsvc.delivery.transports.base import Outcome, failed
from mailsvc.delivery.transports.lmtp import LmtpTransport
from mailsvc.delivery.worker import group_surely, run_once
from mailsvc.queue import consistency, services, spool
from mailsvc.queue.models import Attempt, QueuedMessage, QueuedRecipient
from mailsvc.queue.orders import Recorded
from mailsvc.queue.workers import worker_name
from tests.factories import Member
from tests.service.delivery.conftest import DELIVERED, FakeTransports, queue_mail
from tests.support.smtp_peer import smtp_peer

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def _three(hoa: Member) -> list[str]:
    return [queue_mail("gui@xa.example", hoa.mailbox.address) for _ in range(3)]


def _states(trace_ids: Iterable[str]) -> list[str]:
    found = dict(QueuedRecipient.objects.values_list("message_id", "state"))
    return [found[trace_id] for trace_id in trace_ids]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def _lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"MAIL FROM:<x@y>\r\n")


def _fold(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [Path.unlink, _cut, _lengthen, _fold])
def test_a_spoilt_file_waits_alone(hoa: Member, spoil: Callable[[Path], None]) -> None:
    trace_ids = _three(hoa)
    path = spool.path_of(trace_ids[1])
    spoil(path)
    with smtp_peer(is_lmtp=True) as peer:
        transport = LmtpTransport(peer.address, host_name="me.example")
        run_once(lambda _: transport)
        transport.close()
    assert _states(trace_ids) == ["delivered", "due", "delivered"]
    assert len(peer.mails) == 2
    if path.is_dir():
        path.rmdir()


def test_a_sender_that_would_speak_for_itself_is_held_alone(hoa: Member) -> None:
    trace_ids = _three(hoa)
    bad = "a@b.example>\r\nRSET\r\nMAIL FROM:<x@y.example"
    QueuedMessage.objects.filter(pk=trace_ids[1]).update(mail_from=bad)
    with smtp_peer(is_lmtp=True) as peer:
        transport = LmtpTransport(peer.address, host_name="me.example")
        run_once(lambda _: transport)
        transport.close()
    assert _states(trace_ids) == ["delivered", "held", "delivered"]
    assert not any("y.example" in line for line in peer.lines)
    assert consistency.check() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps no such value")
def test_a_row_that_cannot_be_read_is_held_alone(hoa: Member) -> None:
    trace_ids = _three(hoa)
    table = QueuedMessage._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET prefix = 'chữ, không phải byte' WHERE trace_id = %s",
            [trace_ids[1]],
        )
    fake = FakeTransports()
    assert run_once(fake) == 2
    assert _states(trace_ids) == ["delivered", "held", "delivered"]
    row = QueuedRecipient.objects.defer("message").get(message_id=trace_ids[1])
    assert row.last_text.startswith("the row cannot be read")
    assert run_once(fake) == 0


def test_a_claim_without_a_way_is_held_alone(hoa: Member) -> None:
    _three(hoa)
    first, second, third = services.claim_due(worker=worker_name(), limit=3)
    impossible = replace(second, domain=None)
    groups, held = group_surely([first, impossible, third])
    assert [group.first for group in groups] == [first, third]
    record_surely(held)
    assert [row.state for row in QueuedRecipient.objects.all()] == ["claimed", "held", "claimed"]


def _attempted(says: Callable[[str], Outcome]) -> list[Attempted]:
    claims = services.claim_due(worker=worker_name(), limit=9)
    fake = FakeTransports(says)
    return [one for group in make_groups(claims) for one in attempt(group, fake)]


@pytest.mark.parametrize(
    ("answer", "state"), [(failed("5.1.1", "no"), "held"), (DELIVERED, "delivered")]
)
def test_a_report_that_breaks_stops_no_other_result(
    hoa: Member, answer: Outcome, state: str
) -> None:
    ids = [queue_mail(hoa.mailbox.address, f"n{number}@xa.example") for number in range(3)]

    def report(recorded: Iterable[Recorded], attempts: dict[int, Attempted]) -> None:
        if any(one.trace_id == ids[1] for one in recorded):
            raise KeyError("bug in the report")
        send_reports(recorded, attempts)

    done = _attempted(lambda a: answer if a.startswith("n1") else failed("5.1.1", "no such user"))
    record_surely(done, report=report)
    assert _states(ids) == ["failed", state, "failed"]
    assert Attempt.objects.count() == 3
    reported = set(QueuedMessage.objects.exclude(report_of="").values_list("report_of", flat=True))
    assert reported == {ids[0], ids[2]}
    assert consistency.check() == []
