"""The report back."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.delivery.transports.base import Outcome, deferred, failed
from mailsvc.delivery.worker import run_once
from mailsvc.message import parse
from mailsvc.queue import consistency, schedule, spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.smtp.envelope import Recipient
from tests.factories import Member
from tests.service.delivery.conftest import DELIVERED, FakeTransports, queue_mail

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

GONE = "khong.co@xa.example"


def _refuses(address: str) -> Outcome:
    return (
        failed("5.1.1", "no such user", remote="mx.xa.example") if "xa." in address else DELIVERED
    )


def _reports() -> list[QueuedMessage]:
    return list(QueuedMessage.objects.exclude(report_of=""))


def test_a_failure_comes_back_to_the_sender(hoa: Member) -> None:
    trace_id = queue_mail(hoa.mailbox.address, GONE, "nua@xa.example")
    run_once(FakeTransports(_refuses))
    (report,) = _reports()
    assert (report.mail_from, report.report_of) == ("", trace_id)
    assert report.recipients.get().address == hoa.mailbox.address
    content = spool.read(report.pk)
    view = parse(content)
    assert view.subject.endswith("Giay moi")
    assert view.in_reply_to == "<thu1@x>"
    assert GONE in view.text
    assert "nua@xa.example" in view.text
    assert b"Remote-MTA: dns; mx.xa.example" in content
    assert spool.read(trace_id) in content
    assert consistency.check() == []


def test_the_report_is_delivered_and_ends_there(hoa: Member) -> None:
    queue_mail(hoa.mailbox.address, GONE)
    run_once(FakeTransports(_refuses))
    fake = FakeTransports(lambda _: failed("5.2.2", "full"))
    assert run_once(fake) == 1
    assert fake.sent[0][1].mail_from == ""
    assert len(_reports()) == 1  # Q4: no report about a report


def test_the_null_sender_hears_nothing(hoa: Member) -> None:
    queue_mail("", GONE)
    run_once(FakeTransports(_refuses))
    assert _reports() == []


@pytest.mark.parametrize(
    ("notify", "wanted"),
    [({"NEVER"}, 0), ({"SUCCESS"}, 0), ({"DELAY"}, 0), ({"FAILURE"}, 1), (set(), 1)],
)
def test_notify_is_honoured(hoa: Member, notify: set[str], wanted: int) -> None:
    queue_mail(hoa.mailbox.address, Recipient(GONE, frozenset(notify)))
    run_once(FakeTransports(_refuses))
    assert len(_reports()) == wanted


def test_success_is_told_when_asked(hoa: Member, nam: Member) -> None:
    asked = frozenset({"SUCCESS"})
    queue_mail(
        hoa.mailbox.address,
        Recipient(nam.mailbox.address, asked),
        Recipient("ban@gan.example", asked),
    )
    run_once(FakeTransports())
    contents = b"".join(spool.read(report.pk) for report in _reports())
    assert b"Action: delivered" in contents
    assert b"Action: relayed" in contents


def test_a_mail_too_old_is_given_up_with_a_report(hoa: Member) -> None:
    trace_id = queue_mail(hoa.mailbox.address, GONE)
    long_ago = clock.now() - schedule.GIVE_UP_AFTER - timedelta(hours=1)
    QueuedMessage.objects.filter(pk=trace_id).update(created_at=long_ago)
    run_once(FakeTransports(lambda _: deferred("4.4.1", "no answer")))
    assert QueuedRecipient.objects.get(message_id=trace_id).state == "failed"
    (report,) = _reports()
    assert b"Status: 5.4.7" in spool.read(report.pk)


def test_a_deferred_mail_makes_no_report(hoa: Member) -> None:
    queue_mail(hoa.mailbox.address, GONE)
    run_once(FakeTransports(lambda _: deferred("4.4.1", "no answer")))
    assert _reports() == []


def test_a_report_for_a_sender_nobody_has_is_dropped(
    hoa: Member, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = hoa.mailbox.address.replace("hoa@", "khong.co@")
    trace_id = queue_mail(unknown, GONE)
    run_once(FakeTransports(_refuses))
    assert _reports() == []
    assert QueuedRecipient.objects.get(message_id=trace_id).state == "failed"
    assert "dropped" in caplog.text
