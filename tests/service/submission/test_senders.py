"""Sending for another: the header says who really did, and the journal who did it for whom."""

from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.audit.services import verify_chain
from mailsvc.base import clock
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.delegation import delegate_mailbox
from mailsvc.directory.models import Delegation
from mailsvc.message.headers import decode_words
from mailsvc.queue import selectors
from mailsvc.submission.senders import CHAIN
from mailsvc.submission.services import Source
from tests import factories
from tests.service.submission.people import refused, send

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

OUTSIDE = "ai@noi-khac.example"
PEOPLE = pytest.mark.parametrize("source", [Source.WEB, Source.SUBMISSION])


@pytest.fixture
def boss():
    return factories.make_member(factories.make_agency(), local="giam-doc", name="Lò Văn Giám")


@pytest.fixture
def deputy(boss):
    return factories.make_member(boss.mailbox.agency, local="pho", name="Cà Thị Phó")


def lend(boss, deputy, manner):
    delegate_mailbox(
        boss.actor,
        mailbox=boss.mailbox,
        deputy=deputy.account,
        manner=manner,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(7),
    )


def prefix_of(done):
    return bytes(selectors.find_message(done.trace_id).prefix)


def journal():
    events = AuditEvent.objects.filter(chain_id=CHAIN)
    return [(e.actor, e.on_behalf_of, e.facts["right"], e.object_pk) for e in events]


@PEOPLE
def test_on_behalf_shows_the_sender_and_is_noted(boss, deputy, source):
    own = boss.mailbox.address
    assert refused(deputy, OUTSIDE, sender=own, source=source).code == "sender_denied"
    lend(boss, deputy, Delegation.Manner.ON_BEHALF)
    done = send(deputy, OUTSIDE, sender=own, source=source)
    sender = next(line for line in prefix_of(done).split(b"\r\n") if line.startswith(b"Sender:"))
    assert decode_words(sender) == f"Sender: Cà Thị Phó <{deputy.mailbox.address}>"
    assert journal() == [(deputy.account.address, own, "on_behalf", done.trace_id)]
    assert verify_chain(CHAIN).is_ok
    # Each acts as himself without a trace in the journal.
    for member in (boss, deputy):
        assert b"Sender:" not in prefix_of(send(member, OUTSIDE, source=source))
    assert len(journal()) == 1


@PEOPLE
def test_as_owner_shows_the_owner_alone_and_is_noted(boss, deputy, source):
    lend(boss, deputy, Delegation.Manner.AS_OWNER)
    done = send(deputy, OUTSIDE, sender=boss.mailbox.address, source=source)
    assert b"Sender:" not in prefix_of(done)
    assert [row[:3] for row in journal()] == [
        (deputy.account.address, boss.mailbox.address, "as_owner")
    ]


@PEOPLE
def test_header_from_alone_counts_as_an_act(boss, deputy, source):
    lend(boss, deputy, Delegation.Manner.ON_BEHALF)
    done = send(deputy, OUTSIDE, header_from=boss.mailbox.address, source=source)
    assert b"Sender:" in prefix_of(done)
    assert [row[1] for row in journal()] == [boss.mailbox.address]


@PEOPLE
def test_a_given_sender_field_must_be_the_one_who_sends(boss, deputy, source):
    lend(boss, deputy, Delegation.Manner.ON_BEHALF)
    own = {"sender": boss.mailbox.address, "source": source}
    true = send(deputy, OUTSIDE, fields=[f"Sender: Phó <{deputy.mailbox.address}>"], **own)
    assert b"Sender:" not in prefix_of(true)
    for forged in (
        f"Sender: {boss.mailbox.address}",
        "Sender: la@noi-khac.example",
        f"Sender: {deputy.mailbox.address}, {boss.mailbox.address}",
        "Sender: hỏng",
        f"Sender: {deputy.mailbox.address}\r\nSender: {boss.mailbox.address}",
    ):
        assert refused(deputy, OUTSIDE, fields=[forged], **own).code == "header_sender_denied"


def test_the_shared_mailbox_notes_who_wrote(boss, deputy):
    shared = directory.create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=boss.mailbox.agency
    )
    directory.grant_mailbox(
        SYSTEM, mailbox=shared, account=deputy.account, level="sender", valid_from=factories.SINCE
    )
    send(deputy, OUTSIDE, sender=shared.address)
    assert [row[:3] for row in journal()] == [(deputy.account.address, shared.address, "shared")]
    assert refused(boss, OUTSIDE, sender=shared.address).code == "sender_denied"


def test_a_stranger_and_another_agency_cannot(boss, deputy):
    lend(boss, deputy, Delegation.Manner.AS_OWNER)
    colleague = factories.make_member(boss.mailbox.agency)
    stranger = factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"))
    for member in (colleague, stranger):
        error = refused(member, OUTSIDE, sender=boss.mailbox.address)
        assert error.code == "sender_denied"
    assert journal() == []
