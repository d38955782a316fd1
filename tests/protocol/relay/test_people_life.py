"""From the wire into real mailboxes: addresses in Vietnamese, and a group."""

import unicodedata

import pytest

from mailsvc.delivery.worker import run_once
from mailsvc.directory import group_services, services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailGroup
from mailsvc.mailstore import users
from mailsvc.mailstore.session import open_session
from mailsvc.message import parse
from mailsvc.queue.models import QueuedRecipient
from tests import factories

ALIAS = "nguyễn.văn.hoà@stttt.dienbien.example"
ALL = "tất-cả@điệnbiên.example"


@pytest.fixture
def lan(hoa):
    return factories.make_member(hoa.mailbox.agency, name="Lò Thị Lan", local="lan")


@pytest.fixture
def store(running_dovecot, hoa, lan):
    """Dovecot knows the users of this test's database, and its own again afterwards."""
    users.render_users()
    yield
    users.write_entries(running_dovecot.entries.values())


def deliver_all():
    while QueuedRecipient.objects.open().exists():
        assert run_once()
    assert set(QueuedRecipient.objects.values_list("state", flat=True)) == {"delivered"}


def mails(member):
    with open_session(member.mailbox) as session:
        rows = session.list_page("INBOX").rows
        return [session.fetch("INBOX", row.uid).content for row in rows]


def send(mx, to, sender="thư.điện@ví-dụ.example"):
    mx.say(f"MAIL FROM:<{sender}> SMTPUTF8")
    assert mx.say(f"RCPT TO:<{to}>").startswith("250"), to
    mx.say("DATA")
    text = f"From: Thư Điện <{sender}>\r\nTo: <{ALIAS}>\r\nSubject: Giấy mời họp"
    mx.send(f"{text}\r\n\r\nKính gửi đồng chí.\r\n.\r\n")
    assert mx.read().startswith("250")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_vietnamese_address_from_the_wire_into_the_mailbox(mx, hoa, store, form):
    services.create_alias(SYSTEM, address=ALIAS, mailbox=hoa.mailbox)
    before = len(mails(hoa))
    send(mx, unicodedata.normalize(form, ALIAS.upper()))
    deliver_all()
    content = mails(hoa)[0]
    assert len(mails(hoa)) == before + 1
    # Dovecot 2.3 takes no such sender on LMTP; the mail still names him.
    assert content.startswith(b"Return-Path: <>\r\n")
    view = parse(content)
    assert view.from_.address == "thư.điện@ví-dụ.example"
    assert (view.subject, view.to[0].address) == ("Giấy mời họp", ALIAS)


def test_a_group_of_a_vietnamese_domain_reaches_every_mailbox_once(mx, hoa, lan, store):
    services.create_domain(SYSTEM, name="điệnbiên.example", agency=hoa.mailbox.agency)
    group_services.create_group(
        SYSTEM, address=ALL, name="Tất cả", writers=MailGroup.Writers.ANYBODY
    )
    for member in (hoa, lan):
        group_services.add_member(SYSTEM, address=ALL, member=member.mailbox.address)
    before = {member.mailbox.address: len(mails(member)) for member in (hoa, lan)}
    send(mx, ALL)
    deliver_all()
    after = {member.mailbox.address: len(mails(member)) for member in (hoa, lan)}
    assert after == {address: count + 1 for address, count in before.items()}
