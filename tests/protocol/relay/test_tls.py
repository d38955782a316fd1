"""TLS from the start, and a new certificate without a restart, seen by a real client."""

import smtplib
import ssl
import warnings
from base64 import b64encode

import pytest
from cryptography import x509

from mailsvc.queue.facts import read_facts
from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.certificates import Certificates
from mailsvc.relay.limits import Limits
from mailsvc.relay.tls import make_certificate
from tests.protocol.relay.support import HOST, Wire, client_context

FOREIGN = "ai@noi-khac.example"


def serial(sock):
    return x509.load_der_x509_certificate(sock.getpeercert(binary_form=True)).serial_number


def greeted_soon(port):
    """The place of a closed connection is free a moment after the peer saw the end."""
    for _ in range(100):
        wire = Wire(port, greet=False)
        if wire.read().startswith("220"):
            return wire
        wire.close()
    raise AssertionError("the place is never given back")


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
def test_submissions_takes_mail_inside_tls(relay, hoa, app_password, tls_client):
    port = relay.submissions_port
    with smtplib.SMTP_SSL(HOST, port, context=tls_client, timeout=10) as smtp:
        smtp.login(hoa.mailbox.address, app_password)
        text = f"From: {hoa.mailbox.address}\nSubject: x\n\nKinh gui.\n"
        assert smtp.sendmail(hoa.mailbox.address, [FOREIGN], text) == {}
    facts = read_facts(QueuedMessage.objects.get().facts)
    assert (facts.port, facts.protocol) == (port, "ESMTPSA")


def test_submissions_offers_login_and_no_starttls(relay, tls_client):
    with Wire(relay.submissions_port, tls=tls_client) as wire:
        offered = wire.say("EHLO may-tinh")
        assert "AUTH PLAIN LOGIN" in offered
        assert "STARTTLS" not in offered
        assert wire.say("STARTTLS").startswith("503 5.5.1")
        assert wire.say("MAIL FROM:<a@x.example>").startswith("530 5.7.0")


def test_login_is_offered_under_tls_only(relay, hoa, app_password):
    login = b64encode(f"\0{hoa.mailbox.address}\0{app_password}".encode()).decode()
    with Wire(relay.submission_port) as wire:
        assert "AUTH" not in wire.say("EHLO may-tinh")
        assert wire.say(f"AUTH PLAIN {login}").startswith("538 5.7.11")


def test_clear_text_on_submissions_gets_no_word(start):
    relay = start(limits=Limits(handshake_s=0.3))
    with Wire(relay.submissions_port, greet=False) as wire:
        wire.send("EHLO may-tinh\r\n")
        assert not wire.read().startswith("2")
    with Wire(relay.submissions_port, greet=False) as silent:
        assert silent.read() == ""


def test_silent_peers_before_the_handshake_count_and_leave(start, tls_client):
    relay = start(limits=Limits(sessions_max=1, handshake_s=0.3))
    with Wire(relay.submissions_port, greet=False) as silent:
        with Wire(relay.mx_port, greet=False) as turned_away:
            assert turned_away.read().startswith("421 4.7.0")
        assert silent.read() == ""
        with greeted_soon(relay.mx_port) as good:
            assert good.say("NOOP").startswith("250")


def test_full_house_says_nothing_in_clear(start, tls_client):
    relay = start(limits=Limits(sessions_max=1))
    with Wire(relay.mx_port), Wire(relay.submissions_port, greet=False) as wire:
        assert wire.read() == ""


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
def test_new_certificate_is_for_new_connections(start, tmp_path):
    folder = tmp_path / "tls"
    relay = start(certificates=Certificates(folder, "mail.dienbien.example"))
    with Wire(relay.submissions_port, tls=client_context(folder)) as before:
        make_certificate(folder, "mail.dienbien.example")
        relay.call(relay.relay.refresh_certificate())
        with Wire(relay.submissions_port, tls=client_context(folder)) as after:
            assert serial(after.socket) != serial(before.socket)
        assert before.say("NOOP").startswith("250")  # the old one goes on
        with Wire(relay.mx_port) as mx:
            mx.say("EHLO x.example")
            mx.start_tls(client_context(folder))
            assert mx.say("NOOP").startswith("250")


def test_broken_certificate_changes_nothing(start, tmp_path):
    folder = tmp_path / "tls"
    relay = start(certificates=Certificates(folder, "mail.dienbien.example"))
    trusted = client_context(folder)
    (folder / "key.pem").write_text("khong phai khoa")
    relay.call(relay.relay.refresh_certificate())
    with Wire(relay.submissions_port, tls=trusted) as wire:
        assert wire.say("NOOP").startswith("250")


def test_old_client_is_refused(relay, tls_client):
    tls_client.check_hostname, tls_client.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        tls_client.minimum_version = ssl.TLSVersion.TLSv1
        tls_client.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        Wire(relay.submissions_port, tls=tls_client)
