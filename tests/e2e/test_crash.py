"""kill -9 of the whole tree in the middle of 500 sends: every mail that got 250 is in a mailbox."""

import imaplib
import smtplib
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import Product

MAILS = 500
SENDERS = 5
READER = "vanthu@stttt.dienbien.example"
_MAKE_READER = """
from tests.factories import make_agency, make_member
from mailsvc.directory.passwords import create_app_password
from mailsvc.mailstore.users import render_users
member = make_member(make_agency(), local="vanthu")
create_app_password(member.actor, label="đọc", chosen="mat-khau-doc-thu")
render_users()
"""


@pytest.fixture
def small(new_folder: Path) -> Iterator[Product]:
    running = Product(new_folder, arguments=())
    running.prepare()
    running.manage("shell", "-c", _MAKE_READER)
    running.start()
    yield running
    running.kill()


def _send(product: Product, names: list[str], accepted: set[str]) -> None:
    """Send until the server is gone; remember what got 250."""
    try:
        with smtplib.SMTP("127.0.0.1", product.mx, timeout=20) as client:
            for name in names:
                message = f"From: a@noi-khac.example\r\nMessage-ID: <{name}@t>\r\n\r\nSố {name}\r\n"
                client.sendmail("a@noi-khac.example", [READER], message.encode())
                accepted.add(name)
    except (OSError, smtplib.SMTPException):
        return


def _stored(product: Product) -> list[str]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with imaplib.IMAP4("127.0.0.1", product.imap, timeout=20) as client:
        client.starttls(context)
        client.login(READER, "mat-khau-doc-thu")
        client.select("INBOX", readonly=True)
        _, rows = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        heads = [row[1].decode() for row in rows if isinstance(row, tuple)]
    return [head.split("<")[1].split("@")[0] for head in heads if "<" in head]


def test_every_accepted_mail_survives(small: Product) -> None:
    accepted: set[str] = set()
    names = [f"n{number}" for number in range(MAILS)]
    shares = [names[start::SENDERS] for start in range(SENDERS)]
    threads = [threading.Thread(target=_send, args=(small, s, accepted)) for s in shares]
    for thread in threads:
        thread.start()
    while len(accepted) < MAILS // 3 and any(t.is_alive() for t in threads):
        time.sleep(0.005)
    small.kill()
    for thread in threads:
        thread.join(timeout=30)
    assert 0 < len(accepted) < MAILS, "the kill must fall in the middle of the sends"

    small.start()
    deadline = time.monotonic() + 150  # one deferred delivery comes again after a minute
    while not accepted <= set(_stored(small)) and time.monotonic() < deadline:
        time.sleep(0.5)
    stored = _stored(small)
    assert accepted <= set(stored)
    assert len(stored) - len(set(stored)) <= SENDERS * 10  # doubles: the LMTP window only
    assert small.manage("check_consistency").returncode == 0
