"""Which marks of a mail are ours: those of mail this server took, nobody else's."""

import pytest

from mailsvc.message import parse
from mailsvc.message.vouched import Marks, vouched_marks

HOST = "mail.dienbien.example"
BOTH = "X-CV-Circulation: internal\r\nX-CV-Urgency: khan\r\n"
STORE = f"from {HOST} ([127.0.0.1])\r\n\tby {HOST} with LMTP\r\n\tid a1\r\n\t(envelope-from <a@b>)"
RELAY = f"from client (logged in)\r\n\tby {HOST} with ESMTPSA id 0123456789"
PAGES = f"by {HOST} with HTTP id 0123456789"
OTHER = "from mx.tinh.example ([192.0.2.7]) by mx.noi-khac.example with ESMTP id 9"


def marks(*received: str, fields: str = BOTH) -> Marks:
    head = "".join(f"Received: {value}; Tue, 22 Dec 2009 08:42:30 +0700\r\n" for value in received)
    return vouched_marks(parse(f"{head}{fields}Subject: x\r\n\r\nx".encode()).headers, HOST)


@pytest.mark.parametrize("top", [STORE, RELAY, PAGES, PAGES.upper()], ids=str)
def test_mail_this_server_took_shows_them(top: str) -> None:
    assert marks(top) == marks(top, OTHER) == Marks(is_internal=True, is_urgent=True)


@pytest.mark.parametrize(
    "received",
    [
        (),
        (OTHER,),
        (OTHER, STORE),
        (OTHER.replace("mx.tinh.example", f"by({HOST})"),),
        (f"from x (helo=y (z) by {HOST} with SMTP) by mx.noi-khac.example with ESMTP id 9",),
        (f"from by {HOST} with by mx.noi-khac.example with ESMTP id 9",),
        (f"(by {HOST} with SMTP) by mx.noi-khac.example with ESMTP id 9",),
        (f"by {HOST}.noi-khac.example with ESMTP id 9",),
        (f"by noi-khac.{HOST} with ESMTP id 9",),
        (f"by {HOST}",),
    ],
    ids=str,
)
def test_mail_of_another_way_shows_none(received: tuple[str, ...]) -> None:
    assert marks(*received) == Marks()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("X-CV-Circulation: internal\r\n", Marks(is_internal=True)),
        (
            "X-CV-Circulation: =?utf-8?q?L=C6=B0u_h=C3=A0nh_n=E1=BB=99i_b=E1=BB=99?=\r\n",
            Marks(True),
        ),
        ("x-cv-urgency: hoa_toc\r\n", Marks(is_urgent=True)),
        ("X-CV-Urgency: thuong\r\nX-CV-Urgency: khan\r\n", Marks(is_urgent=True)),
        ("X-CV-Urgency: thuong\r\nX-CV-Circulation: open\r\n", Marks()),
        ("X-CV-Urgency-Not: khan\r\nSubject: X-CV-Urgency: khan\r\n", Marks()),
        ("X-CV-Urgency:\r\n", Marks()),
        ("", Marks()),
    ],
    ids=str,
)
def test_what_they_say(fields: str, expected: Marks) -> None:
    assert marks(RELAY, fields=fields) == expected


def test_a_mark_in_the_body_is_none() -> None:
    content = f"Received: {RELAY}\r\nSubject: x\r\n\r\n{BOTH}\r\nx".encode()
    assert vouched_marks(parse(content).headers, HOST) == Marks()
