"""Who may receive and who may send, on the wire."""

import unicodedata
from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.authn.alignment import Alignment
from mailsvc.authn.services import Facts
from mailsvc.authn.words import Verdict
from mailsvc.base import clock
from mailsvc.directory import group_services, services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.delegation import delegate_mailbox
from mailsvc.directory.models import Delegation, Mailbox, MailGroup
from mailsvc.mailstore import quota
from mailsvc.mailstore.session import open_session
from mailsvc.queue import selectors, spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests import factories
from tests.protocol.relay.support import Wire
from tests.protocol.relay.test_submission import plain

ALL = "toan-so@stttt.dienbien.example"
OUTSIDE = "ai@noi-khac.example"
END = "\r\n.\r\n"


@pytest.fixture
def lan(hoa):
    return factories.make_member(hoa.mailbox.agency, name="Lò Thị Lan", local="lan")


@pytest.fixture
def group(hoa, lan):
    return group_services.create_group(
        SYSTEM,
        address=ALL,
        name="Toàn Sở",
        agency=hoa.mailbox.agency,
        writers=MailGroup.Writers.AGENCY,
        rule=group_services.PostRule(agency=hoa.mailbox.agency),
    )


@pytest.fixture
def client(relay, tls_client, hoa, app_password):
    """Hoa, logged in."""
    with Wire(relay.submission_port) as wire:
        wire.say("EHLO may-tinh")
        wire.start_tls(tls_client)
        wire.say("EHLO may-tinh")
        assert wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}").startswith("235")
        yield wire


def text(sender, *fields, subject="Báo cáo"):
    return "\r\n".join([f"From: {sender}", f"Subject: {subject}", *fields, "", "Kính gửi.", END])


def test_group_takes_its_people_and_turns_strangers_away(client, mx, hoa, lan, group):
    answer = client.mail(text(hoa.mailbox.address), sender=hoa.mailbox.address, to=ALL)
    assert answer.startswith("250 2.0.0")
    rows = QueuedRecipient.objects.values_list("address", "orcpt")
    assert set(rows) == {(m.mailbox.address, f"rfc822;{ALL}") for m in (hoa, lan)}
    # MAIL FROM of a member makes nobody a member.
    mx.say(f"MAIL FROM:<{hoa.mailbox.address}>")
    assert mx.say(f"RCPT TO:<{ALL}>") == "550 5.7.1 not permitted to write to this group"
    group_services.set_closed(SYSTEM, address=ALL, is_closed=True)
    assert mx.say(f"RCPT TO:<{ALL}>").startswith("550 5.2.1")


def test_expansion_is_reported_where_it_was_asked_for(client, hoa, lan, group):
    own = hoa.mailbox.address
    client.say(f"MAIL FROM:<{own}> ENVID=QQ314159")
    assert client.say(f"RCPT TO:<{ALL}> NOTIFY=SUCCESS,FAILURE").startswith("250")
    client.say("DATA")
    client.send(text(own))
    trace_id = client.read().split()[-1]
    assert set(QueuedRecipient.objects.filter(message=trace_id).values_list("notify")) == {
        ("FAILURE",)
    }
    report = QueuedMessage.objects.get(report_of=trace_id)
    assert report.mail_from == ""
    assert [row.address for row in report.recipients.all()] == [own]
    content = spool.read(report.pk)
    assert b"Action: expanded\r\n" in content
    assert f"Final-Recipient: rfc822; {ALL}\r\n".encode() in content
    assert b"Original-Envelope-Id: QQ314159\r\n" in content


def test_no_report_without_asking(client, hoa, lan, group):
    client.mail(text(hoa.mailbox.address), sender=hoa.mailbox.address, to=ALL)
    assert not QueuedMessage.objects.exclude(report_of="").exists()


def test_what_groups_come_to_is_bounded_in_a_transaction(start, settings, hoa, lan, tls_client):
    settings.GROUP_MAILBOXES_MAX = 2
    group_services.create_group(
        SYSTEM, address=ALL, name="Toàn Sở", writers=MailGroup.Writers.ANYBODY
    )
    for member in (hoa, lan):
        group_services.add_member(SYSTEM, address=ALL, member=member.mailbox.address)
    with Wire(start().mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say(f"MAIL FROM:<{OUTSIDE}>")
        assert wire.say(f"RCPT TO:<{ALL}>").startswith("250")
        assert wire.say(f"RCPT TO:<{hoa.mailbox.address}>") == "452 4.5.3 too many recipients"
        settings.GROUP_MAILBOXES_MAX = 1
        wire.say("RSET")
        wire.say(f"MAIL FROM:<{OUTSIDE}> SIZE=5000000")
        assert wire.say(f"RCPT TO:<{ALL}>") == "550 5.2.4 group cannot be expanded"


def test_suspended_and_unknown(mx, hoa, lan):
    Mailbox.objects.filter(pk=lan.mailbox.pk).update(is_suspended=True)
    mx.say(f"MAIL FROM:<{OUTSIDE}>")
    assert mx.say(f"RCPT TO:<{lan.mailbox.address}>").startswith("550 5.2.1")
    assert mx.say("RCPT TO:<khong.co@stttt.dienbien.example>").startswith("550 5.1.1")
    assert mx.say("RCPT TO:<bat-ky@dienbien.example>").startswith("550 5.7.1")


def test_full_mailbox_by_dovecots_own_count(running_dovecot, mx, client, hoa):
    own = hoa.mailbox.address
    (mailbox,) = running_dovecot.add_mailboxes(own, quota_mb=2)
    quota.asker.forget()
    mx.say(f"MAIL FROM:<{OUTSIDE}> SIZE=9000000")
    assert mx.say(f"RCPT TO:<{own}>") == "552 5.2.2 mailbox full"
    with open_session(mailbox) as session:
        session.append("INBOX", b"Subject: x\r\n\r\n" + b"a" * 70 + b"\r\n" * 950_000, ())
    mx.say("RSET")
    mx.say(f"MAIL FROM:<{OUTSIDE}> SIZE=1500000")
    assert mx.say(f"RCPT TO:<{own}>") == "452 4.2.2 mailbox full, try again later"
    client.say(f"MAIL FROM:<{own}> SIZE=1500000")
    assert client.say(f"RCPT TO:<{own}>") == "552 5.2.2 mailbox full"
    mx.say("RSET")
    mx.say(f"MAIL FROM:<{OUTSIDE}> SIZE=1000")
    assert mx.say(f"RCPT TO:<{own}>").startswith("250")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_alias_receives_and_sends(mx, client, hoa, form):
    services.create_alias(
        SYSTEM, address="nguyễn.văn.hoà@stttt.dienbien.example", mailbox=hoa.mailbox
    )
    alias = unicodedata.normalize(form, "Nguyễn.Văn.HOÀ@stttt.dienbien.example")
    mx.say(f"MAIL FROM:<{OUTSIDE}>")
    assert mx.say(f"RCPT TO:<{alias}>").startswith("553 5.6.7")
    mx.say("RSET")
    mx.say(f"MAIL FROM:<{OUTSIDE}> SMTPUTF8")
    assert mx.say(f"RCPT TO:<{alias}>").startswith("250")
    mx.say("DATA")
    mx.send(text(OUTSIDE))
    assert mx.read().startswith("250")
    assert QueuedRecipient.objects.get().address == hoa.mailbox.address
    assert client.say(f"MAIL FROM:<{alias}> SMTPUTF8").startswith("250")
    client.say(f"RCPT TO:<{OUTSIDE}>")
    client.say("DATA")
    client.send(text(alias))
    assert client.read().startswith("250")
    other = "nguyễn.văn.hoa@stttt.dienbien.example"
    assert client.say(f"MAIL FROM:<{other}> SMTPUTF8").startswith("550 5.7.1")


def test_a_domain_of_ours_with_vietnamese_letters(mx, hoa):
    services.create_domain(SYSTEM, name="điệnbiên.example", agency=hoa.mailbox.agency)
    services.create_alias(SYSTEM, address="hoà@ĐIỆNBIÊN.example", mailbox=hoa.mailbox)
    services.create_alias(SYSTEM, address="hoa@điệnbiên.example", mailbox=hoa.mailbox)
    mx.say(f"MAIL FROM:<{OUTSIDE}> SMTPUTF8")
    ascii_domain = "điệnbiên.example".encode("idna").decode()
    for address in (
        "hoà@điệnbiên.example",
        unicodedata.normalize("NFD", "hoà@điệnbiên.example"),
        f"hoà@{ascii_domain}",
        f"hoa@{ascii_domain.upper()}",
    ):
        assert mx.say(f"RCPT TO:<{address}>").startswith("250"), address
    assert mx.say("RCPT TO:<lan@điệnbiên.example>").startswith("550 5.1.1")


def test_sending_for_another_until_the_last_day(client, hoa, lan):
    boss = lan.mailbox.address
    assert client.say(f"MAIL FROM:<{boss}>").startswith("550 5.7.1")
    delegate_mailbox(
        lan.actor,
        mailbox=lan.mailbox,
        deputy=hoa.account,
        manner=Delegation.Manner.ON_BEHALF,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(1),
    )
    forged = text(boss, f"Sender: {boss}")
    assert client.mail(forged, sender=boss, to=OUTSIDE).startswith("550 5.7.1")
    assert not AuditEvent.objects.filter(action="send_for").exists()
    trace_id = client.mail(text(boss), sender=boss, to=OUTSIDE).split()[-1]
    prefix = bytes(selectors.find_message(trace_id).prefix)
    assert prefix.count(b"Sender: ") == 1
    assert hoa.mailbox.address.encode() in prefix
    event = AuditEvent.objects.get(action="send_for")
    assert (event.actor, event.on_behalf_of) == (hoa.account.address, boss)
    assert event.object_pk == trace_id


def test_labels(client, mx, hoa, lan):
    own = hoa.mailbox.address
    internal = text(own, "X-CV-Circulation: internal")
    answer = client.mail(internal, sender=own, to=[lan.mailbox.address, OUTSIDE])
    assert answer == "550 5.7.1 for internal circulation: no outside recipients"
    assert client.mail(internal, sender=own, to=lan.mailbox.address).startswith("250")
    secret = text(OUTSIDE, subject="[Tối mật] Phương án")
    assert mx.mail(secret, to=own) == "550 5.7.1 marked as a state secret: send it on paper"
    urgent = text(OUTSIDE, "X-CV-Urgency: hoa_toc")
    trace_id = mx.mail(urgent, to=own).split()[-1]
    assert not selectors.find_message(trace_id).is_urgent
    assert b"X-CV-" not in spool.read(trace_id)
    trace_id = client.mail(urgent.replace(OUTSIDE, own), sender=own, to=own).split()[-1]
    assert selectors.find_message(trace_id).is_urgent


def facts(*proven, is_unsure=False):
    return Facts(
        b"Authentication-Results: mail.dienbien.example; none\r\n",
        Alignment(Verdict.NONE),
        proven=frozenset(proven),
        is_unsure=is_unsure,
    )


OURS = "hoa@stttt.dienbien.example"
FORGED = "550 5.7.1 sender address is local: log in to send from it"


@pytest.mark.parametrize(
    ("envelope", "header", "found", "answer"),
    [
        (OURS, OUTSIDE, facts(), FORGED),
        (OUTSIDE, OURS, facts(), FORGED),
        ("", OURS, facts("noi-khac.example"), FORGED),
        (OUTSIDE, f"x <{OURS.upper()}>", facts("noi-khac.example"), FORGED),
        (OUTSIDE, f"{OURS}\r\nFrom: {OUTSIDE}", facts(), FORGED),
        (OUTSIDE, f"hỏng < {OURS} <", facts(), FORGED),
        (OUTSIDE, OURS, facts("stttt.dienbien.example"), "250"),
        (OURS, OURS, facts("stttt.dienbien.example"), "250"),
        (OUTSIDE, OURS, facts(is_unsure=True), "451 4.7.0"),
        (OUTSIDE, OUTSIDE, facts(), "250"),
        ("", OUTSIDE, facts(), "250"),
    ],
)
def test_our_name_without_a_log_in(start, hoa, envelope, header, found, answer):
    with Wire(start(authenticate_mail=lambda *_: found).mx_port) as wire:
        wire.say("EHLO noi-khac.example")
        said = wire.mail(text(header), sender=envelope, to=hoa.mailbox.address)
        assert said.startswith(answer), said


@pytest.mark.parametrize(("mode", "is_marked"), [("junk", True), ("accept", False)])
def test_our_name_where_the_administrator_lets_it_in(start, settings, hoa, mode, is_marked):
    settings.INSIDE_SENDERS = mode
    with Wire(start(authenticate_mail=lambda *_: facts()).mx_port) as wire:
        wire.say("EHLO noi-khac.example")
        trace_id = wire.mail(text(OURS), to=hoa.mailbox.address).split()[-1]
    assert (b"X-CV-Junk:" in bytes(selectors.find_message(trace_id).prefix)) is is_marked


def test_our_name_while_nothing_can_be_found_out(start, hoa):
    def broken(*_):
        raise TimeoutError

    with Wire(start(authenticate_mail=broken).mx_port) as wire:
        wire.say("EHLO noi-khac.example")
        for _ in range(5):
            assert wire.mail(text(OURS), to=hoa.mailbox.address).startswith("451 4.7.0")
        assert wire.mail(text(OUTSIDE), to=hoa.mailbox.address).startswith("250")
