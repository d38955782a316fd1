"""A new certificate reaches a running Dovecot: new log-ins see it, open ones go on."""

import contextlib
import imaplib
import ssl
import time
from collections.abc import Iterator

import pytest
from cryptography import x509
from django.conf import settings

from mailsvc.base.errors import AppError
from mailsvc.mailstore.certificate import renew
from mailsvc.mailstore.link import Link
from mailsvc.relay.tls import make_certificate
from tests.support.dovecot import RunningDovecot


@pytest.fixture
def dovecot(running_dovecot: RunningDovecot) -> Iterator[RunningDovecot]:
    """With the relay's pair in its place, as after a start of the product."""
    make_certificate(settings.TLS_DIR, "localhost")
    renew()
    wait_calm(running_dovecot)
    yield running_dovecot
    wait_calm(running_dovecot)


def wait_calm(dovecot: RunningDovecot) -> None:
    """While Dovecot changes over, a log-in may be told to come back in a moment."""
    address = dovecot.next_mailbox().address
    for _ in range(100):
        with contextlib.suppress(AppError):
            Link(address).close()
            return
        time.sleep(0.05)
    raise AssertionError("Dovecot takes no log-ins after a new certificate")


def seen() -> int:
    """The serial number a mail program meets after STARTTLS."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with imaplib.IMAP4("127.0.0.1", settings.IMAP_PORT, timeout=10) as client:
        client.starttls(context)
        return x509.load_der_x509_certificate(client.sock.getpeercert(True)).serial_number


def on_disk() -> int:
    pem = (settings.TLS_DIR / "cert.pem").read_bytes()
    return x509.load_pem_x509_certificate(pem).serial_number


def wait_seen(serial: int) -> None:
    deadline = time.monotonic() + 10
    while seen() != serial:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_new_pair_is_seen_without_a_restart(dovecot: RunningDovecot) -> None:
    link = Link(dovecot.next_mailbox().address)
    try:
        make_certificate(settings.TLS_DIR, "localhost")
        assert renew()
        wait_seen(on_disk())
        assert link.client.noop()
    finally:
        link.close()
    assert not renew()


def test_broken_pair_is_left_alone(dovecot: RunningDovecot) -> None:
    before = on_disk()
    wait_seen(before)
    (settings.TLS_DIR / "key.pem").write_text("khong phai khoa")
    assert not renew()
    assert seen() == before


def test_without_a_dovecot_of_ours_nothing_happens(dovecot: RunningDovecot) -> None:
    make_certificate(settings.TLS_DIR, "localhost")
    dovecot.stop()
    try:
        assert not renew()
    finally:
        dovecot.start()
