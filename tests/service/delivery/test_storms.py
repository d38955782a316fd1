"""Reports breed nothing: however many mails fail, and however badly their reports fare."""

import pytest

from mailsvc.base.errors import NotFound
from mailsvc.delivery.transports.base import Outcome, failed
from mailsvc.delivery.worker import run_once
from mailsvc.queue import consistency
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.submission.services import Source, check_recipient
from tests.factories import Member
from tests.service.delivery.conftest import FakeTransports, queue_mail

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

MAILS = 40


def _all_fail(address: str) -> Outcome:
    return failed("5.1.1", "no such user", remote="mx.xa.example")


def test_a_storm_of_failures_ends_with_one_report_each(hoa: Member) -> None:
    for number in range(MAILS):
        queue_mail(hoa.mailbox.address, f"khong.co{number}@xa.example")
    tried, fake = 0, FakeTransports(_all_fail)
    while done := run_once(fake):
        tried += done
        assert tried <= 2 * MAILS
    # The mails, and a report about each, which fails as well and is told to nobody.
    assert tried == QueuedMessage.objects.count() == 2 * MAILS
    assert QueuedMessage.objects.filter(mail_from="").count() == MAILS
    assert not QueuedRecipient.objects.open().exists()
    assert consistency.check() == []


def test_a_report_to_nobody_is_no_mail(hoa: Member) -> None:
    """The sender was made up: its report would be the next mail that fails."""
    queue_mail("khong.co@stttt.dienbien.example", "khong.co@xa.example")
    assert run_once(FakeTransports(_all_fail)) == 1
    assert QueuedMessage.objects.count() == 1


@pytest.mark.parametrize("local", ["mailer-daemon", "MAILER-DAEMON", "double-bounce"])
def test_answers_to_a_report_are_refused_at_the_door(hoa: Member, settings, local: str) -> None:
    settings.MAIL_DOMAIN = hoa.mailbox.address.partition("@")[2]
    with pytest.raises(NotFound):
        check_recipient(f"{local}@{settings.MAIL_DOMAIN}", source=Source.MX)
