"""Each trouble is found when it is there, and not when it is not."""

import os
import socket
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from mailsvc.base import clock
from mailsvc.delivery.transports.base import Outcome, deferred
from mailsvc.directory.actor import SYSTEM
from mailsvc.jobs.heartbeat import beat
from mailsvc.jobs.models import PeriodicJob
from mailsvc.operations import watch
from mailsvc.operations.watch import Trouble
from mailsvc.queue import destinations, operator_services, parking, services
from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.tls import make_certificate
from tests.factories import Member
from tests.service.operations.conftest import FAR, REASON, pks, send

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def one(found: Iterable[Trouble]) -> Trouble:
    (trouble,) = found
    return trouble


def test_mail_our_own_error_stopped(hoa: Member) -> None:
    def breaks(_: str) -> Outcome:
        raise KeyError("bug")

    assert list(watch.find_held(clock.now())) == []
    first = send(hoa.mailbox.address, FAR, answer=breaks)
    send(hoa.mailbox.address, FAR, "b@tuachua.example", answer=breaks)
    found = one(watch.find_held(clock.now()))
    assert found.facts == {"count": 3, "error": "KeyError"}
    assert (
        found.since == QueuedMessage.objects.get(pk=first).recipients.get().tries.get().started_at
    )


def test_mail_an_operator_holds_is_no_trouble(hoa: Member) -> None:
    operator_services.hold(SYSTEM, recipient_pks=pks(send(hoa.mailbox.address, FAR)), reason=REASON)
    assert list(watch.find_held(clock.now())) == []


def test_mail_that_waits_too_long(hoa: Member, settings: Settings) -> None:
    settings.ALERT_OLDEST_HOURS = 2
    trace_id = send(hoa.mailbox.address, FAR, answer=deferred("4.4.1", "no answer"))
    accepted_at = QueuedMessage.objects.get(pk=trace_id).created_at
    assert list(watch.find_old_mail(accepted_at + HOUR)) == []
    found = one(watch.find_old_mail(accepted_at + 3 * HOUR))
    assert (found.since, found.facts["count"]) == (accepted_at + 2 * HOUR, 1)


def test_mail_written_ahead_is_not_late(hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    ahead = clock.now() + timedelta(days=2)
    QueuedMessage.objects.filter(pk=trace_id).update(not_before=ahead)
    assert list(watch.find_old_mail(ahead)) == []


def test_a_destination_that_is_silent_for_long(hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    now = clock.now()
    claims = services.claim_due(worker="main:1:1", limit=9)
    parking.park([c for c in claims if c.trace_id == trace_id], goal="tuachua:25")
    destinations.note_down("tuachua:25", "connection refused", probe_max_s=60, now=now)
    assert list(watch.find_silent_destinations(now + timedelta(minutes=5))) == []
    found = one(watch.find_silent_destinations(now + HOUR))
    assert (found.subject, found.since) == ("tuachua:25", now)
    assert found.facts == {"error": "connection refused", "count": 1}


def test_a_disk_with_little_room(settings: Settings) -> None:
    settings.ALERT_DISK_PERCENT = 0
    assert list(watch.find_full_disks(clock.now())) == []
    settings.ALERT_DISK_PERCENT = 101
    found = one(watch.find_full_disks(clock.now()))
    assert 0 <= int(found.facts["percent"]) <= 100


def test_a_certificate_at_its_end_or_broken(settings: Settings, tmp_path: Path) -> None:
    settings.TLS_DIR = tmp_path
    assert list(watch.find_bad_certificate(clock.now())) == []
    make_certificate(tmp_path, "mail.dienbien.example")
    assert list(watch.find_bad_certificate(clock.now())) == []
    later = clock.now() + timedelta(days=3645)
    assert "ends" in one(watch.find_bad_certificate(later)).facts
    own_key = (tmp_path / "key.pem").read_bytes()
    make_certificate(tmp_path, "mail.dienbien.example")
    (tmp_path / "key.pem").write_bytes(own_key)
    assert one(watch.find_bad_certificate(clock.now())).facts == {"error": "SSLError"}
    (tmp_path / "cert.pem").write_text("không phải chứng thư")
    assert one(watch.find_bad_certificate(clock.now())).facts == {"error": "SSLError"}


def test_a_part_that_fell_silent(settings: Settings, tmp_path: Path) -> None:
    settings.RUN_DIR = tmp_path
    assert list(watch.find_silent_parts(clock.now())) == [], "never ran here"
    beat("relay")
    beat("delivery")
    assert list(watch.find_silent_parts(clock.now())) == []
    at = datetime(2009, 11, 2, 5, 0, tzinfo=UTC)
    os.utime(tmp_path / "delivery.alive", (at.timestamp(), at.timestamp()))
    found = one(watch.find_silent_parts(clock.now()))
    assert (found.subject, found.since) == ("delivery", at)


def test_one_of_two_relays_that_fell_silent(settings: Settings, tmp_path: Path) -> None:
    settings.RUN_DIR, settings.RELAY_PROCESSES = tmp_path, 2
    beat("relay")
    beat("relay-2")
    assert list(watch.find_silent_parts(clock.now())) == []
    at = datetime(2009, 11, 2, 5, 0, tzinfo=UTC)
    os.utime(tmp_path / "relay-2.alive", (at.timestamp(), at.timestamp()))
    assert one(watch.find_silent_parts(clock.now())).subject == "relay-2"


@pytest.mark.parametrize(("greeting", "is_away"), [(b"220 ok\r\n", False), (b"421 no\r\n", True)])
def test_a_store_that_takes_no_mail(settings: Settings, greeting: bytes, is_away: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.LMTP_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(greeting)

        thread = threading.Thread(target=answer)
        thread.start()
        assert bool(list(watch.find_store_away(clock.now()))) == is_away
        thread.join()


def test_a_store_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    settings.LMTP_ADDRESS = str(tmp_path / "lmtp")
    assert one(watch.find_store_away(clock.now())).facts == {"error": "FileNotFoundError"}


def test_a_job_that_failed() -> None:
    now = clock.now()
    job = PeriodicJob.objects.create(name="audit.verify", next_run_at=now, succeeded_at=now)
    assert list(watch.find_failed_jobs(now)) == []
    job.last_error = "Conflict: audit_broken: A1 chain STTTT breaks at row 3"
    job.save()
    found = one(watch.find_failed_jobs(now))
    assert (found.subject, found.since) == ("audit.verify", now)


def test_account_that_sends_like_a_stolen_one(hoa: Member, settings: Settings) -> None:
    settings.SENDS_PER_HOUR = 4
    trace_id = send(hoa.mailbox.address, FAR)
    QueuedMessage.objects.update(account_pk=hoa.account.pk)
    assert list(watch.find_heavy_senders(clock.now())) == []
    send(hoa.mailbox.address, "ai@noi-khac.example")
    QueuedMessage.objects.update(account_pk=hoa.account.pk)
    found = one(watch.find_heavy_senders(clock.now()))
    assert found.subject == str(hoa.account.pk)
    assert found.facts == {"account": hoa.mailbox.address, "count": 2, "limit": 4}
    QueuedMessage.objects.filter(pk=trace_id).update(created_at=clock.now() - 2 * HOUR)
    assert list(watch.find_heavy_senders(clock.now())) == []
