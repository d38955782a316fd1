"""Who is answered while somebody is away, and who never."""

import pytest

from mailsvc.absence.rules import may_answer
from mailsvc.message.headers import split_fields

OWN = ["hoa@stttt.dienbien.example", "q.hoa@stttt.dienbien.example"]
TO = b"To: =?utf-8?Q?Hoa?= <HOA@stttt.dienbien.example>\r\n"


def answered(head: bytes, sender: str = "nam@stc.example") -> bool:
    fields, _ = split_fields(head + b"\r\n", 0, len(head) + 2)
    return may_answer(fields, sender=sender, own=OWN, junk_field="X-CV-Junk")


@pytest.mark.parametrize(
    "head",
    [
        TO,
        b"Cc: a@b.example, q.hoa@stttt.dienbien.example\r\n",
        TO + b"Auto-Submitted: no\r\n",
        TO + b"Precedence: first-class\r\n",
    ],
)
def test_a_persons_mail_is_answered(head: bytes) -> None:
    assert answered(head)


@pytest.mark.parametrize(
    "head",
    [
        b"To: tatca@stttt.dienbien.example\r\n",
        b"Subject: Bcc\r\n",
        TO + b"Auto-Submitted: auto-replied\r\n",
        TO + b"Auto-Submitted: auto-generated; owner=x\r\n",
        TO + b"Precedence: BULK\r\n",
        TO + b"Precedence: list\r\n",
        TO + b"List-Id: <tin.example>\r\n",
        TO + b"List-Unsubscribe: <mailto:a@b.example>\r\n",
        TO + b"X-CV-Junk: dmarc\r\n",
        TO + b"X-Auto-Response-Suppress: OOF\r\n",
        TO + b"Content-Type: multipart/report; report-type=delivery-status\r\n",
    ],
)
def test_lists_robots_junk_and_groups_are_not(head: bytes) -> None:
    assert not answered(head)


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "hoa@stttt.dienbien.example",
        "MAILER-DAEMON@x.example",
        "owner-tin@x.example",
        "tin-request@x.example",
        "tin-bounces@x.example",
        "no-reply@x.example",
        "NoReply+5@x.example",
        "SRS0=abc=de=x.example=a@y.example",
    ],
)
def test_programs_and_oneself_are_not(sender: str) -> None:
    assert not answered(TO, sender)
