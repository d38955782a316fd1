"""Claim, try, record: every outcome, and the way each recipient takes."""

import os
import threading
import time
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from mailsvc.base.errors import StoreUnavailable
from mailsvc.delivery.transports.base import Outcome, deferred, failed
from mailsvc.delivery.worker import Worker, run_once
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore import users
from mailsvc.mailstore.session import open_session
from mailsvc.queue import consistency, spool
from mailsvc.queue.models import Attempt, QueuedRecipient
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import SentCopy, Source, accept
from tests.factories import Member
from tests.service.delivery.conftest import DELIVERED, FakeTransports, queue_mail
from tests.support.dovecot import RunningDovecot

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def _states() -> dict[str, str]:
    return dict(QueuedRecipient.objects.values_list("address", "state"))


def test_recipients_of_one_mail_here_share_a_transaction(hoa: Member, nam: Member) -> None:
    fake = FakeTransports()
    trace_id = queue_mail("gui@xa.example", hoa.mailbox.address, nam.mailbox.address)
    assert run_once(fake) == 2
    ((way, envelope, content),) = fake.sent
    assert way == "lmtp"
    assert {one.address for one in envelope.recipients} == {
        hoa.mailbox.address,
        nam.mailbox.address,
    }
    assert content.startswith(b"Received: ")
    assert content.endswith(spool.read(trace_id))
    assert set(_states().values()) == {"delivered"}
    assert run_once(fake) == 0
    assert consistency.check() == []


def test_foreign_domains_go_apart_and_the_smart_host_takes_all(
    hoa: Member, settings: Settings
) -> None:
    to = ("a@xa.example", "b@xa.example", "c@gan.example", hoa.mailbox.address)
    fake = FakeTransports()
    queue_mail("gui@xa.example", *to)
    run_once(fake)
    assert sorted((way, len(e.recipients)) for way, e, _ in fake.sent) == [
        ("lmtp", 1),
        ("smtp", 1),
        ("smtp", 2),
    ]
    settings.SMART_HOST = "relay.example:25"
    again = FakeTransports()
    queue_mail("gui@xa.example", *to)
    run_once(again)
    assert sorted((way, len(e.recipients)) for way, e, _ in again.sent) == [
        ("lmtp", 1),
        ("smtp", 3),
    ]


def test_outcomes_become_states(hoa: Member) -> None:
    answers = {
        "tot@xa.example": DELIVERED,
        "sau@xa.example": deferred("4.2.1", "later"),
        "khong@xa.example": failed("5.1.1", "no such user"),
        "quen@xa.example": None,
    }
    queue_mail(hoa.mailbox.address, *answers)
    run_once(FakeTransports(answers.__getitem__), limit=4)
    states = _states()
    assert {a: states[a] for a in answers} == {
        "tot@xa.example": "delivered",
        "sau@xa.example": "due",
        "khong@xa.example": "failed",
        "quen@xa.example": "held",
    }
    assert Attempt.objects.count() == 4


def test_an_attempt_keeps_the_server_that_answered(hoa: Member) -> None:
    queue_mail(hoa.mailbox.address, "sau@xa.example")
    run_once(FakeTransports(lambda _: deferred("4.2.1", "later", remote="mx1.xa.example")))
    assert Attempt.objects.get().remote == "mx1.xa.example"


def test_an_unforeseen_error_holds_the_mail(hoa: Member, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(_: str) -> Outcome:
        raise KeyError("bug")

    queue_mail("gui@xa.example", hoa.mailbox.address)
    run_once(FakeTransports(breaks))
    assert _states() == {hoa.mailbox.address: "held"}
    assert "unforeseen" in caplog.text


def test_unavailable_defers(hoa: Member) -> None:
    def down(_: str) -> Outcome:
        raise StoreUnavailable("store_down", "…")

    queue_mail("gui@xa.example", hoa.mailbox.address)
    run_once(FakeTransports(down))
    row = QueuedRecipient.objects.get()
    assert (row.state, row.last_enhanced, row.attempts) == ("due", "4.3.0", 1)


def test_a_missing_spool_file_defers_and_loses_nothing(hoa: Member) -> None:
    trace_id = queue_mail("gui@xa.example", hoa.mailbox.address)
    spool.delete(trace_id)
    run_once(FakeTransports())
    assert _states() == {hoa.mailbox.address: "due"}


def test_arrival_is_told_to_the_browser_after_the_commit(
    hoa: Member, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    queue_mail("gui@xa.example", hoa.mailbox.address, "xa@xa.example")
    with django_capture_on_commit_callbacks() as callbacks:
        run_once(FakeTransports())
    assert len(callbacks) == 1


def test_a_mail_comes_into_the_real_mailbox_and_the_copy_into_sent(
    hoa: Member, nam: Member, running_dovecot: RunningDovecot
) -> None:
    """Both mailboxes were made a moment ago: Dovecot has not heard of them yet."""
    accept(
        actor=hoa.actor,
        envelope=Envelope(hoa.mailbox.address, (Recipient(nam.mailbox.address),)),
        content=f"From: {hoa.mailbox.address}\r\nSubject: thu\r\n\r\nthu\r\n".encode(),
        source=Source.WEB,
        sent_copy=SentCopy(hoa.mailbox.pk, "Sent", b"Bcc: an@xa.example\r\n"),
    )
    try:
        assert run_once() == 2
        assert set(_states().values()) == {"delivered"}
        with open_session(nam.mailbox) as session:
            assert [row.subject for row in session.list_page("INBOX").rows] == ["thu"]
        with open_session(hoa.mailbox) as session:
            (row,) = session.list_page("Sent").rows
            assert row.is_seen
            assert b"Bcc: an@xa.example\r\n" in session.fetch("Sent", row.uid).content
    finally:
        users.write_entries(running_dovecot.entries.values())


def test_a_copy_for_a_mailbox_that_is_gone_fails_without_a_report(hoa: Member, nam: Member) -> None:
    accept(
        actor=hoa.actor,
        envelope=Envelope(hoa.mailbox.address, (Recipient("xa@xa.example"),)),
        content=f"From: {hoa.mailbox.address}\r\n\r\nthu\r\n".encode(),
        source=Source.WEB,
        sent_copy=SentCopy(hoa.mailbox.pk, "Sent"),
    )
    QueuedRecipient.objects.filter(kind="deliver").delete()
    Mailbox.objects.filter(pk=hoa.mailbox.pk).update(is_suspended=True)
    run_once()
    assert list(QueuedRecipient.objects.values_list("state", flat=True)) == ["failed"]


@pytest.mark.django_db(transaction=True)
def test_the_loop_delivers_and_stops_when_asked(hoa: Member) -> None:
    worker: Worker
    seen = threading.Event()

    def last(address: str) -> Outcome:
        seen.set()
        worker.stop()
        return DELIVERED

    worker = Worker(FakeTransports(last))
    queue_mail("gui@xa.example", hoa.mailbox.address)
    worker.run()
    assert seen.is_set()
    assert _states() == {hoa.mailbox.address: "delivered"}
    assert (settings.RUN_DIR / "delivery.alive").exists()


@pytest.mark.django_db(transaction=True)
def test_a_long_transfer_keeps_its_claim(hoa: Member) -> None:
    """Its lease grows while it is under way."""
    leases: list[datetime] = []

    def slow(_: str) -> Outcome:
        for _turn in range(200):
            lease_until = QueuedRecipient.objects.get().lease_until
            if lease_until and lease_until not in leases:
                leases.append(lease_until)
            if len(leases) == 3:
                break
            time.sleep(0.01)
        worker.stop()
        return DELIVERED

    worker = Worker(FakeTransports(slow), renew_every_s=0.02)
    queue_mail("gui@xa.example", hoa.mailbox.address)
    worker.run()
    assert len(leases) == 3
    assert leases == sorted(leases)
    assert _states() == {hoa.mailbox.address: "delivered"}


@pytest.mark.django_db(transaction=True)
def test_a_lone_mail_does_not_wait_for_the_clock(hoa: Member) -> None:
    """The worker would look again after half a minute; the doorbell wakes it."""
    delivered = threading.Event()

    def taken(_: str) -> Outcome:
        delivered.set()
        return DELIVERED

    worker = Worker(FakeTransports(taken), poll_s=30)

    def work() -> None:
        worker.run()
        connection.close()  # this thread's own

    running = threading.Thread(target=work)
    running.start()
    try:
        while not list((settings.RUN_DIR / "bell").glob(f"{os.getpid()}-*")):
            time.sleep(0.01)
        time.sleep(0.3)  # let it fall asleep
        begun = time.monotonic()
        queue_mail("gui@xa.example", hoa.mailbox.address)
        assert delivered.wait(20)
        assert time.monotonic() - begun < 20
    finally:
        worker.stop()
        running.join(20)
    assert _states() == {hoa.mailbox.address: "delivered"}
