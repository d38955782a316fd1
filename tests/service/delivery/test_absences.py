"""Answers for people who are away, from the delivery that causes them to the sender's mailbox."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mailsvc.absence import services
from mailsvc.absence.services import AbsenceOrder
from mailsvc.base import clock
from mailsvc.delivery.worker import run_once
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue.models import QueuedMessage
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from tests.factories import Member
from tests.service.delivery.conftest import FakeTransports

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

OUTSIDE = "binh@vp.example"


@pytest.fixture
def away(hoa: Member) -> Member:
    today = clock.today()
    order = AbsenceOrder(
        first_on=today,
        last_on=today + timedelta(days=3),
        inside_text="Tôi đi công tác.",
        outside_text="Cơ quan sẽ trả lời sau.",
    )
    services.set_absence(hoa.actor, mailbox_pk=hoa.mailbox.pk, order=order)
    return hoa


def arrive(member: Member, sender: str, *, source: Source = Source.SYSTEM, head: str = "") -> None:
    content = (
        f"From: <{sender or 'x@y.example'}>\r\nTo: {member.mailbox.address}\r\n{head}"
        "Message-ID: <hoi1@vp.example>\r\nSubject: =?utf-8?B?SOG7j2k=?=\r\n\r\nhỏi\r\n"
    )
    accept(
        actor=SYSTEM,
        envelope=Envelope(sender, (Recipient(member.mailbox.address),)),
        content=content.encode(),
        source=source,
    )


def delivered() -> FakeTransports:
    transports = FakeTransports()
    while run_once(choose=transports):
        pass
    return transports


def answers(transports: FakeTransports, to: str):
    return [
        message_from_bytes(content, policy=policy.default)
        for _, envelope, content in transports.sent
        if envelope.mail_from == "" and [one.address for one in envelope.recipients] == [to]
    ]


def test_colleague_is_answered_once_a_day(away: Member, nam: Member) -> None:
    arrive(away, nam.mailbox.address)
    arrive(away, nam.mailbox.address)
    (answer,) = answers(delivered(), nam.mailbox.address)
    assert answer["Subject"] == "Trả lời tự động: Hỏi"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["In-Reply-To"] == "<hoi1@vp.example>"
    assert str(answer["From"].addresses[0].addr_spec) == away.mailbox.address
    assert answer.get_content().strip() == "Tôi đi công tác."


def test_outsider_gets_the_other_words(away: Member) -> None:
    arrive(away, OUTSIDE, source=Source.MX)
    (answer,) = answers(delivered(), OUTSIDE)
    assert answer.get_content().strip() == "Cơ quan sẽ trả lời sau."


def test_stranger_under_our_name_is_no_colleague(away: Member, nam: Member, settings) -> None:
    settings.INSIDE_SENDERS = "accept"
    arrive(away, nam.mailbox.address, source=Source.MX)
    (answer,) = answers(delivered(), nam.mailbox.address)
    assert answer.get_content().strip() == "Cơ quan sẽ trả lời sau."


@pytest.mark.parametrize(
    ("sender", "head"),
    [
        ("", ""),
        (OUTSIDE, "List-Id: <tin.example>\r\n"),
        (OUTSIDE, "Auto-Submitted: auto-replied\r\n"),
    ],
)
def test_reports_lists_and_robots_get_nothing(away: Member, sender: str, head: str) -> None:
    arrive(away, sender, source=Source.MX, head=head)
    delivered()
    assert QueuedMessage.objects.count() == 1


def test_two_absent_people_do_not_answer_each_other(away: Member, nam: Member) -> None:
    today = clock.today()
    order = AbsenceOrder(first_on=today, last_on=today, inside_text="Tôi nghỉ phép.")
    services.set_absence(nam.actor, mailbox_pk=nam.mailbox.pk, order=order)
    arrive(away, nam.mailbox.address)
    assert len(answers(delivered(), nam.mailbox.address)) == 1
    assert QueuedMessage.objects.count() == 2


def test_nobody_away_no_answer(hoa: Member, nam: Member) -> None:
    arrive(hoa, nam.mailbox.address)
    assert answers(delivered(), nam.mailbox.address) == []


def test_answer_that_cannot_be_given_is_dropped_and_the_mail_is_delivered(away: Member) -> None:
    arrive(away, "da-nghi@stttt.dienbien.example")
    delivered()
    assert QueuedMessage.objects.count() == 1
