"""Mail that waits too long: one delay report, and an end after five days without a try."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.delivery import ageing
from mailsvc.delivery.transports.base import deferred
from mailsvc.delivery.worker import run_once
from mailsvc.message import parse
from mailsvc.queue import consistency, parking, schedule, services, spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.smtp.envelope import Recipient
from tests.factories import Member
from tests.service.delivery.conftest import FakeTransports, queue_mail

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

FAR = "an@xa.example"
LATE = schedule.WARN_AFTER + timedelta(minutes=1)
OLD = schedule.GIVE_UP_AFTER + timedelta(minutes=1)


def _park() -> None:
    parking.park(services.claim_due(worker="main:1:1", limit=99), goal="muong-nhe")


def _reports() -> list[bytes]:
    return [spool.read(row.pk) for row in QueuedMessage.objects.exclude(report_of="")]


def test_a_late_mail_is_told_once_and_only_after_four_hours(hoa: Member) -> None:
    queue_mail(hoa.mailbox.address, FAR, subject="Báo cáo")
    _park()
    now = clock.now()
    assert ageing.run_once(now=now + timedelta(hours=3, minutes=59)) == 0
    assert ageing.run_once(now=now + LATE) == 1
    ageing.run_once(now=now + LATE + LATE)  # the row remembers, whoever asks
    (report,) = _reports()
    assert b"Action: delayed\r\nStatus: 4.4.1\r\n" in report
    assert b"Will-Retry-Until: " in report
    assert FAR in parse(report).text
    assert QueuedRecipient.objects.get(address=FAR).state == "due"
    assert consistency.check(now=now) == []


def test_what_the_last_try_said_is_told(hoa: Member) -> None:
    queue_mail(hoa.mailbox.address, FAR)
    run_once(FakeTransports(lambda _: deferred("4.2.1", "đang bận", remote="mx.xa.example")))
    assert ageing.run_once(now=clock.now() + LATE) == 1
    (report,) = _reports()
    assert b"Status: 4.2.1\r\nRemote-MTA: dns; mx.xa.example\r\n" in report


@pytest.mark.parametrize(
    ("notify", "wanted"), [({"NEVER"}, 0), ({"FAILURE"}, 0), ({"DELAY"}, 1), (set(), 1)]
)
def test_notify_is_honoured(hoa: Member, notify: set[str], wanted: int) -> None:
    queue_mail(hoa.mailbox.address, Recipient(FAR, frozenset(notify)))
    _park()
    ageing.run_once(now=clock.now() + LATE)
    assert len(_reports()) == wanted


def test_the_null_sender_hears_nothing() -> None:
    queue_mail("", FAR)
    _park()
    ageing.run_once(now=clock.now() + LATE)
    ageing.run_once(now=clock.now() + OLD)
    assert _reports() == []
    assert QueuedRecipient.objects.get().state == "failed"


def test_what_waited_five_days_untried_is_given_up(hoa: Member) -> None:
    queue_mail(hoa.mailbox.address, FAR)
    _park()
    QueuedRecipient.objects.update(warned_at=clock.now())
    ageing.run_once(now=clock.now() + OLD)
    row = QueuedRecipient.objects.get(address=FAR)
    assert (row.state, row.last_enhanced, row.attempts) == ("failed", "5.4.7", 0)
    (report,) = _reports()
    assert b"Action: failed\r\nStatus: 5.4.7\r\n" in report


def test_a_mail_written_ahead_is_not_late_before_its_hour(hoa: Member) -> None:
    tomorrow = clock.now() + timedelta(days=6)
    queue_mail(hoa.mailbox.address, FAR, not_before=tomorrow)
    assert ageing.run_once(now=clock.now() + OLD) == 0
    assert ageing.run_once(now=tomorrow + LATE) == 1
    # A first failure in its own hour is not the end.
    claims = services.claim_due(worker="main:1:1", limit=9, now=tomorrow)
    far = [one for one in claims if one.address == FAR]
    assert len(far) == 1
    row = QueuedRecipient.objects.select_related("message").get(address=FAR)
    assert not schedule.is_expired(since=row.message.waits_since, now=tomorrow)


def test_an_unreadable_file_keeps_nobody_in_the_dark(
    hoa: Member, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = queue_mail(hoa.mailbox.address, FAR), queue_mail(hoa.mailbox.address, FAR)
    _park()
    spool.delete(bad)
    assert ageing.run_once(now=clock.now() + LATE) == 2
    told = set(QueuedMessage.objects.exclude(report_of="").values_list("report_of", flat=True))
    assert told == {bad, good}
    assert "unreadable" in caplog.text
