import email
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mailsvc.dsn.report import ReportedRecipient, ReportOrder, compose_report
from mailsvc.dsn.rules import Action, is_due, quotes_whole
from mailsvc.message import parse

NOW = datetime(2009, 11, 2, 3, tzinfo=UTC)
FAILED = ReportedRecipient(
    address="khong.co@stc.dienbien.example",
    action=Action.FAILED,
    enhanced="5.1.1",
    code=550,
    text="5.1.1 no such mailbox here",
    attempted_at=NOW,
    orcpt="rfc822;khong+2Eco@stc.dienbien.example",
    remote="mx.stc.dienbien.example",
)
ORDER = ReportOrder(
    report_id="RPT00001",
    host_name="mail.dienbien.example",
    sender="mailer-daemon@dienbien.example",
    mail_to="hoa@stttt.dienbien.example",
    trace_id="TRC00001",
    arrived_at=NOW,
    now=NOW,
    recipients=(FAILED,),
    envid="QQ314",
)
MAIL = (
    "From: hoa@stttt.dienbien.example\r\nSubject: =?utf-8?B?R2nhuqV5IG3hu51p?=\r\n"
    "Message-ID: <thu1@dienbien.example>\r\nReferences: <thu0@dienbien.example>\r\n\r\n"
    "Kính mời đồng chí dự họp.\r\n"
).encode()


def _parts(content: bytes) -> list[Any]:
    parts = email.message_from_bytes(content).get_payload()
    assert isinstance(parts, list)
    return parts


def test_the_header_says_what_it_is() -> None:
    view = parse(compose_report(ORDER, original=MAIL))
    assert view.subject == "Thư không gửi được (Undelivered): Giấy mời"
    assert view.from_.address == "mailer-daemon@dienbien.example"
    assert [one.address for one in view.to] == ["hoa@stttt.dienbien.example"]
    assert view.in_reply_to == "<thu1@dienbien.example>"
    assert view.references == ("<thu0@dienbien.example>", "<thu1@dienbien.example>")
    assert view.header("auto-submitted") == "auto-replied"
    assert view.message_id == "<RPT00001@mail.dienbien.example>"


def test_people_read_both_languages() -> None:
    text = parse(compose_report(ORDER, original=MAIL)).text
    assert "KHÔNG tới được" in text
    assert "khong.co@stc.dienbien.example: không có hộp thư này" in text
    assert "khong.co@stc.dienbien.example: there is no such mailbox" in text
    assert "550 5.1.1 no such mailbox here" in text


def test_a_delay_says_how_long_we_try() -> None:
    until = datetime(2009, 11, 7, 3, tzinfo=UTC)
    late = replace(FAILED, action=Action.DELAYED, enhanced="4.4.1", code=451, retry_until=until)
    content = compose_report(replace(ORDER, recipients=(late,)), original=MAIL)
    view = parse(content)
    assert view.subject.startswith("Thư chưa gửi được, vẫn đang gửi (Delayed): ")
    assert "Hệ thống còn gửi lại tới 10:00 07/11/2009." in view.text
    assert "We keep trying until 10:00 07/11/2009." in view.text
    assert b"Action: delayed\r\nStatus: 4.4.1\r\n" in content
    assert b"Will-Retry-Until: Sat, 07 Nov 2009 10:00:00 +0700\r\n" in content
    assert b"Will-Retry-Until" not in compose_report(ORDER, original=MAIL)


def test_machines_read_the_fields() -> None:
    content = compose_report(ORDER, original=MAIL)
    mail = email.message_from_bytes(content)
    assert mail.get_content_type() == "multipart/report"
    assert mail.get_param("report-type") == "delivery-status"
    status = _parts(content)[1]
    groups: Any = status.get_payload()
    assert status.get_content_type() == "message/delivery-status"
    whole, recipient = groups
    assert whole["Reporting-MTA"] == "dns; mail.dienbien.example"
    assert whole["Original-Envelope-Id"] == "QQ314"
    assert recipient["Action"] == "failed"
    assert recipient["Status"] == "5.1.1"
    assert recipient["Final-Recipient"] == "rfc822; khong.co@stc.dienbien.example"
    assert recipient["Original-Recipient"] == "rfc822;khong.co@stc.dienbien.example"
    assert recipient["Diagnostic-Code"] == "smtp; 550 5.1.1 no such mailbox here"


def test_a_small_mail_is_quoted_whole() -> None:
    content = compose_report(ORDER, original=MAIL)
    assert _parts(content)[2].get_content_type() == "message/rfc822"
    assert MAIL in content


@pytest.mark.parametrize("ret", ["", "HDRS"])
def test_of_a_large_mail_only_the_header(ret: str) -> None:
    original = MAIL + (b"" if ret else b"x" * 60_000)
    content = compose_report(replace(ORDER, ret=ret), original=original)
    assert _parts(content)[2].get_content_type() == "text/rfc822-headers"
    assert "Kính mời".encode() not in content
    assert b"Message-ID: <thu1@dienbien.example>" in content


def test_nothing_in_a_mail_or_answer_adds_a_field_or_part() -> None:
    evil = replace(FAILED, text="no\r\nX-Evil: 1\r\n\r\n--x", remote="mx\r\nX-Evil: 1")
    original = b"Subject: a\r\n --=_RPT00001_0\r\n\r\n--=_RPT00001_0\r\nX-Evil: 1\r\n"
    content = compose_report(replace(ORDER, recipients=(evil,)), original=original)
    mail = email.message_from_bytes(content)
    assert mail["X-Evil"] is None
    assert len(mail.get_payload()) == 3


def test_lines_end_in_crlf_only() -> None:
    content = compose_report(ORDER, original=MAIL + b"bare\nlf\rcr\r\n")
    rest = content.replace(b"\r\n", b"")
    assert b"\r" not in rest
    assert b"\n" not in rest


def test_addresses_in_vietnamese_make_a_global_report() -> None:
    one = replace(FAILED, address="thư@ví-dụ.example", orcpt="")
    content = compose_report(replace(ORDER, recipients=(one,)), original=MAIL)
    assert b"Content-Type: message/global-delivery-status" in content
    assert "Final-Recipient: utf-8; thư@ví-dụ.example".encode() in content


def test_no_report_for_the_null_sender() -> None:
    with pytest.raises(ValueError, match="sender"):
        compose_report(replace(ORDER, mail_to=""), original=MAIL)


@pytest.mark.parametrize(
    ("action", "sender", "notify", "wanted"),
    [
        (Action.FAILED, "a@b.vn", set(), True),
        (Action.FAILED, "a@b.vn", {"FAILURE"}, True),
        (Action.FAILED, "a@b.vn", {"SUCCESS", "FAILURE"}, True),
        (Action.FAILED, "a@b.vn", {"NEVER"}, False),
        (Action.FAILED, "a@b.vn", {"SUCCESS"}, False),
        (Action.FAILED, "a@b.vn", {"DELAY"}, False),
        (Action.FAILED, "", set(), False),
        (Action.FAILED, "", {"FAILURE"}, False),
        (Action.DELAYED, "a@b.vn", set(), True),
        (Action.DELAYED, "a@b.vn", {"DELAY"}, True),
        (Action.DELAYED, "a@b.vn", {"FAILURE"}, False),
        (Action.DELAYED, "a@b.vn", {"NEVER"}, False),
        (Action.DELAYED, "", set(), False),
        (Action.EXPANDED, "a@b.vn", {"SUCCESS"}, True),
        (Action.EXPANDED, "a@b.vn", set(), False),
        (Action.DELIVERED, "a@b.vn", set(), False),
        (Action.DELIVERED, "a@b.vn", {"SUCCESS"}, True),
        (Action.RELAYED, "a@b.vn", {"SUCCESS"}, True),
        (Action.RELAYED, "a@b.vn", {"NEVER"}, False),
    ],
)
def test_notify_is_honoured(action: Action, sender: str, notify: set[str], wanted: bool) -> None:
    assert is_due(action, mail_from=sender, notify=notify) is wanted


@pytest.mark.parametrize(
    ("size", "ret", "wanted"),
    [
        (50_000, "", True),
        (50_001, "", False),
        (1, "HDRS", False),
        (900_000, "FULL", True),
        (2_000_000, "FULL", False),
    ],
)
def test_large_mails_are_not_quoted(size: int, ret: str, wanted: bool) -> None:
    assert quotes_whole(size_bytes=size, ret=ret) is wanted
