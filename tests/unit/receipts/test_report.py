"""The answer's form, and reading one: RFC 8098 §3."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from mailsvc.message import parse
from mailsvc.receipts.report import Reader, Told, compose_receipt, read_receipt

NOW = datetime(2009, 12, 22, 2, 0, tzinfo=UTC)
HOA = Reader("Quàng Thị Hoa", "hoa@stttt.dienbien.example", is_by_hand=True)


def made(*lines: str, reader: Reader = HOA) -> bytes:
    head = ["Message-ID: <m1@vp.example>", "Subject: Mời họp", *lines]
    view = parse("\r\n".join([*head, "", "x"]).encode())
    return compose_receipt(
        view, reader=reader, goals=("binh@vp.example",), report_id="01ABC", host="mx.x", now=NOW
    )


def test_form_is_that_of_the_standard() -> None:
    content = made("Original-Recipient: rfc822;hoa.alias@stttt.dienbien.example")
    mail = message_from_bytes(content, policy=policy.default)
    assert mail.get_content_type() == "multipart/report"
    assert mail.get_param("report-type") == "disposition-notification"
    assert mail["From"].addresses[0].addr_spec == HOA.address
    assert mail["To"].addresses[0].addr_spec == "binh@vp.example"
    assert mail["In-Reply-To"] == "<m1@vp.example>"
    words, machine = mail.iter_parts()
    assert "đã mở thư “Mời họp” lúc 09:00 22/12/2009" in words.get_content()
    assert machine.get_content_type() == "message/disposition-notification"
    fields = machine.as_string()
    for line in (
        "Original-Recipient: rfc822;hoa.alias@stttt.dienbien.example",
        "Final-Recipient: rfc822;hoa@stttt.dienbien.example",
        "Original-Message-ID: <m1@vp.example>",
        "Disposition: manual-action/MDN-sent-manually; displayed",
    ):
        assert line in fields
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")


def test_what_is_made_is_read_back() -> None:
    assert read_receipt(made()) == Told("<m1@vp.example>", HOA.address)
    by_itself = Reader(HOA.name, HOA.address, is_by_hand=False)
    content = made(reader=by_itself)
    assert b"automatic-action/MDN-sent-automatically; displayed" in content
    assert read_receipt(content) == Told("<m1@vp.example>", HOA.address)


@pytest.mark.parametrize(
    "line",
    [
        "Subject: a\r\n b\u2028Bcc: x@y.vn\x00",
        "Original-Recipient: rfc822;a@b.vn\r\n Bcc: c@d.vn",
        "Original-Recipient: rfc822;<script>",
        "Message-ID: <a b@c>",
    ],
)
def test_nothing_of_the_mail_becomes_a_header(line: str) -> None:
    view = parse(f"{line}\r\n\r\nx".encode())
    content = compose_receipt(
        view, reader=HOA, goals=("binh@vp.example",), report_id="01A", host="mx.x", now=NOW
    )
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["Bcc"] is None and len(list(mail.iter_parts())) == 2
    assert b"\r\nBcc:" not in content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"displayed", b"deleted"),
        (b"displayed", b"dispatched"),
        (b"Original-Message-ID", b"X-Message-ID"),
        (b"rfc822;hoa@", b"x400;hoa@"),
        (b"message/disposition-notification", b"message/delivery-status"),
        (b"report-type=disposition-notification", b"report-type=delivery-status"),
        (b"multipart/report", b"multipart/mixed"),
    ],
)
def test_what_says_something_else_is_no_receipt(old: bytes, new: bytes) -> None:
    content = made()
    assert old in content
    assert read_receipt(content.replace(old, new)) is None


@pytest.mark.parametrize(
    "content", [b"", b"\0\r\n\r\n", b"Content-Type: multipart/report;\r\n\r\n--"]
)
def test_broken_ones_are_none(content: bytes) -> None:
    assert read_receipt(content) is None


def test_as_thunderbird_writes_it() -> None:
    content = made().replace(b"displayed", b"displayed/modified").replace(b"rfc822;", b"RFC822; ")
    assert read_receipt(content) == Told("<m1@vp.example>", HOA.address)
