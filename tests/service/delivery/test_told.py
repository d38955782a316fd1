"""Who has a mailbox open is told what came into it, and that the own copy is in its folder."""

import json
import socket

import pytest

from mailsvc.delivery.worker import run_once
from mailsvc.directory.actor import SYSTEM
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import SentCopy, Source, accept
from tests.factories import Member
from tests.service.delivery.conftest import FakeTransports
from tests.service.live.test_publish import web_end  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db(transaction=True)


def _told(sock: socket.socket) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    sock.settimeout(0)
    while True:
        try:
            line, _ = sock.accept()
        except BlockingIOError:
            return found
        line.settimeout(10)
        with line, line.makefile("rb") as content:
            group, payload = json.load(content)
            found.append((group, payload))


def test_the_copy_is_told_as_filed_and_the_mail_as_arrived(
    hoa: Member,
    nam: Member,
    web_end: socket.socket,  # noqa: F811
) -> None:
    accept(
        actor=SYSTEM,
        envelope=Envelope(hoa.mailbox.address, (Recipient(nam.mailbox.address),)),
        content=b"From: <hoa@stttt.dienbien.example>\r\nSubject: Giay moi\r\n\r\nthu\r\n",
        source=Source.SYSTEM,
        sent_copy=SentCopy(hoa.mailbox.pk, "Sent"),
    )
    assert run_once(FakeTransports()) == 2
    told = [(group, payload["kind"]) for group, payload in _told(web_end) if "mail" in group]
    assert sorted(told) == sorted(
        [
            (f"mailbox.{nam.mailbox.pk}", "mail.arrived"),
            (f"mailbox.{hoa.mailbox.pk}", "mail.filed"),
        ]
    )
