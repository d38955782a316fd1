"""Full mailboxes, as Dovecot itself counts them; no answer never refuses a mail."""

import socket
import time

import pytest

from mailsvc.mailstore.quota import TIMEOUT_S, QuotaAsker, Room
from mailsvc.mailstore.session import open_session

MB = 1024 * 1024


@pytest.fixture
def asker(running_dovecot):
    return QuotaAsker()


def fill(mailbox, megabytes):
    line = b"Subject: x\r\n\r\n" + b"a" * 70 + b"\r\n"
    content = line + (b"b" * 70 + b"\r\n") * (megabytes * MB // 72)
    with open_session(mailbox) as session:
        session.append("INBOX", content, ())


def test_room_is_what_dovecot_counts(running_dovecot, asker):
    (mailbox,) = running_dovecot.add_mailboxes("day@stttt.dienbien.example", quota_mb=3)
    assert asker.ask(mailbox.address, 1000) is Room.FITS
    assert asker.ask(mailbox.address, 10 * MB) is Room.TOO_LARGE
    fill(mailbox, 2)
    assert asker.ask(mailbox.address, 2 * MB) is Room.FULL
    asker.forget()
    assert asker.ask(mailbox.address, 1000) is Room.FITS


def test_a_mailbox_dovecot_does_not_know_fits(asker):
    assert asker.ask("chua.co@stttt.dienbien.example", 1000) is Room.FITS


@pytest.mark.parametrize("address", ["", "/khong/co/socket", "127.0.0.1:1"])
def test_no_service_means_it_fits(address):
    assert QuotaAsker(address).ask("hoa@stttt.dienbien.example", 1000) is Room.FITS


def test_a_silent_service_costs_one_wait_and_not_one_a_mail():
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        asker = QuotaAsker(f"{host}:{port}")
        assert asker.ask("hoa@x.example", 1) is Room.FITS
        begin = time.monotonic()
        for n in range(50):
            assert asker.ask(f"m{n}@x.example", 1) is Room.FITS
        assert time.monotonic() - begin < 10 * TIMEOUT_S
