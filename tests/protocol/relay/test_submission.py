"""The submission port: STARTTLS, AUTH, and what a logged-in person may send."""

import smtplib
from base64 import b64encode

import pytest
from django.db import OperationalError

from mailsvc.queue import selectors, spool
from mailsvc.queue.facts import read_facts
from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.limits import Limits
from tests import factories
from tests.protocol.relay.support import HOST, Wire

FOREIGN = "ai@noi-khac.example"


def plain(address, password, acting_as=""):
    return b64encode(f"{acting_as}\0{address}\0{password}".encode()).decode()


@pytest.fixture
def client(relay, tls_client):
    """A greeted connection inside TLS."""
    with Wire(relay.submission_port) as wire:
        wire.say("EHLO may-tinh")
        wire.start_tls(tls_client)
        wire.say("EHLO may-tinh")
        yield wire


@pytest.fixture
def logged_in(client, hoa, app_password):
    assert client.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}").startswith("235")
    return client


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
@pytest.mark.parametrize("mechanism", ["auth_plain", "auth_login"])
def test_smtplib_sends_through_tls_and_login(relay, hoa, app_password, tls_client, mechanism):
    with smtplib.SMTP(HOST, relay.submission_port, timeout=10) as smtp:
        smtp.starttls(context=tls_client)
        smtp.ehlo()
        smtp.user, smtp.password = hoa.mailbox.address, app_password
        code, _text = smtp.auth(mechanism.removeprefix("auth_").upper(), getattr(smtp, mechanism))
        assert code == 235
        text = f"From: Hoa <{hoa.mailbox.address}>\nSubject: x\n\nKinh gui.\n.\n"
        assert smtp.sendmail(hoa.mailbox.address, [FOREIGN], text) == {}
    message = QueuedMessage.objects.get()
    assert message.account_pk == hoa.account.pk
    assert spool.read(message.pk).endswith(b"Kinh gui.\r\n.\r\n")
    prefix = bytes(message.prefix)
    assert b"with ESMTPSA id" in prefix
    assert b"127.0.0.1" not in prefix
    assert b"Message-ID:" in prefix
    facts = read_facts(message.facts)
    assert (facts.port, facts.peer) == (relay.submission_port, HOST)
    assert facts.protocol == "ESMTPSA"
    assert facts.tls.startswith("TLSv1.3 TLS_")


def test_login_before_tls_is_refused_and_not_offered(relay, hoa, app_password):
    with Wire(relay.submission_port) as wire:
        offered = wire.say("EHLO x")
        assert "STARTTLS" in offered
        assert "AUTH" not in offered
        answer = wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}")
        assert answer.startswith("538 5.7.11")
        assert wire.say(f"MAIL FROM:<{hoa.mailbox.address}>").startswith("530 5.7.0")


def test_mail_without_login_is_refused(client, hoa):
    assert client.say(f"MAIL FROM:<{hoa.mailbox.address}>").startswith("530 5.7.0")
    assert client.say(f"RCPT TO:<{FOREIGN}>").startswith("503 5.5.1")
    assert client.say("STARTTLS").startswith("503")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AUTH", "501 5.5.4"),
        ("AUTH CRAM-MD5", "504 5.5.4"),
        ("AUTH PLAIN !!!", "501 5.5.2"),
        ("AUTH PLAIN YWJj", "501 5.5.2"),
        (f"AUTH PLAIN {plain('hoa@stttt.dienbien.example', 'sai')}", "535 5.7.8"),
        (f"AUTH PLAIN {plain('khong-co@x.example', 'sai')}", "535 5.7.8"),
    ],
)
def test_bad_logins(client, command, answer):
    assert client.say(command).startswith(answer)
    assert client.say("NOOP").startswith("250")


def test_nul_in_a_login_is_wrong_not_our_trouble(client):
    """PostgreSQL takes no NUL: that was answered 454, as if the database were down."""
    assert client.say("AUTH LOGIN").startswith("334")
    assert client.say(b64encode(b"hoa\0@x.example").decode()).startswith("334")
    assert client.say(b64encode(b"sai").decode()).startswith("535 5.7.8")


def test_page_password_is_no_app_password(client, hoa):
    answer = client.say(f"AUTH PLAIN {plain(hoa.mailbox.address, hoa.password)}")
    assert answer.startswith("535 5.7.8")


def test_acting_as_another_is_refused(client, hoa, app_password):
    blob = plain(hoa.mailbox.address, app_password, acting_as="lanhdao@x.example")
    assert client.say(f"AUTH PLAIN {blob}").startswith("535")


def test_login_can_be_cancelled_and_done_in_steps(client, hoa, app_password):
    assert client.say("AUTH LOGIN") == "334 VXNlcm5hbWU6"
    assert client.say("*").startswith("501 5.7.0")
    assert client.say("AUTH plain") == "334 "
    assert client.say(plain(hoa.mailbox.address, app_password)).startswith("235 2.7.0")
    assert client.say("AUTH PLAIN eA==").startswith("503")


def test_sixth_bad_login_of_an_address_is_421_and_closed(start, hoa, tls_client):
    relay = start(limits=Limits(login_tries=5))

    def tries(count):
        with Wire(relay.submission_port) as wire:
            wire.say("EHLO x")
            wire.start_tls(tls_client)
            wire.say("EHLO x")
            return [wire.say(f"AUTH PLAIN {plain('a@x.example', 'sai')}")[:9] for _ in range(count)]

    assert tries(3) == ["535 5.7.8"] * 3
    assert tries(4) == ["535 5.7.8", "535 5.7.8", "421 4.7.0", ""]


def test_unreachable_database_is_454_and_no_bad_try(start, tls_client):
    def authenticate(address, password):
        raise OperationalError("down")

    relay = start(authenticate=authenticate, limits=Limits(login_tries=1))
    with Wire(relay.submission_port) as wire:
        wire.say("EHLO x")
        wire.start_tls(tls_client)
        wire.say("EHLO x")
        for _ in range(3):
            assert wire.say(f"AUTH PLAIN {plain('a@x.example', 'x')}").startswith("454 4.7.0")


def test_sender_and_from_must_be_the_persons_own(logged_in, hoa):
    own, other = hoa.mailbox.address, factories.make_member(hoa.mailbox.agency).mailbox.address
    assert logged_in.say(f"MAIL FROM:<{other}>").startswith("550 5.7.1 sender")
    assert logged_in.say(f"MAIL FROM:<{FOREIGN}>").startswith("550 5.7.1")
    assert logged_in.say("MAIL FROM:<>").startswith("550 5.7.1")
    forged = f"From: {other}\r\n\r\nx\r\n.\r\n".encode()
    assert logged_in.mail(forged, sender=own, to=FOREIGN).startswith("550 5.7.1 From")
    assert logged_in.mail(b"Subject: x\r\n\r\nx\r\n.\r\n", sender=own, to=FOREIGN).startswith("550")
    good = f"From: {own}\r\n\r\nx\r\n.\r\n".encode()
    assert logged_in.mail(good, sender=own.upper(), to=FOREIGN).startswith("250 2.0.0 accepted as")


def test_bare_newlines_of_our_clients_are_normalised(logged_in, hoa):
    own = hoa.mailbox.address
    odd = f"From: {own}\nSubject: x\n\na\n.\nb\r\n.\r\n".encode()
    answer = logged_in.mail(odd, sender=own, to=FOREIGN)
    assert spool.read(answer.split()[-1]) == (
        f"From: {own}\r\nSubject: x\r\n\r\na\r\n.\r\nb\r\n".encode()
    )


def test_tls_forgets_what_came_before(relay, tls_client, hoa):
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO truoc.example")
        wire.say("MAIL FROM:<a@x.example>")
        wire.start_tls(tls_client)
        assert wire.say(f"RCPT TO:<{hoa.mailbox.address}>").startswith("503")
        assert wire.say("MAIL FROM:<a@x.example>").startswith("503")
        wire.say("EHLO sau.example")
        answer = wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address)
    prefix = bytes(selectors.find_message(answer.split()[-1]).prefix)
    assert b"sau.example" in prefix
    assert b"with ESMTPS id" in prefix


def test_writing_through_a_mail_program_is_a_day_of_use(relay, logged_in, hoa):
    from mailsvc.usage.models import PersonMonth

    own = hoa.mailbox.address
    good = f"From: {own}\r\n\r\nGui anh bao cao thang 11.\r\n.\r\n".encode()
    assert logged_in.mail(good, sender=own, to=FOREIGN).startswith("250")
    logged_in.say("QUIT")
    relay.stop()
    assert PersonMonth.objects.get(person_id=hoa.person.pk).write_days


def test_account_over_its_quota_is_told_to_wait(logged_in, hoa, settings):
    settings.SENDS_PER_HOUR = 1
    mine = f"From: {hoa.mailbox.address}\r\n\r\nx\r\n.\r\n".encode()
    sender = hoa.mailbox.address
    assert logged_in.mail(mine, sender=sender, to=FOREIGN).startswith("250")
    answer = logged_in.mail(mine, sender=sender, to=FOREIGN)
    assert answer == "450 4.7.1 this account has sent too much, try again later"
    assert QueuedMessage.objects.count() == 1
