"""Mail in seven bits: what it says stays what it was, the rest of the bytes too."""

import email
import quopri
from base64 import b64decode
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsvc.message import parse
from mailsvc.message.sevenbit import Unconvertible, ascii_header, has_ascii_header, seven_bit

TEXT = (
    "Kính gửi đồng chí Quàng Thị Hoa,\r\n.chấm\r\n\r\n"
    "Theo công văn 12/UBND-VX, mời họp lúc 8:00 ngày 2/11/2009 tại phòng 201, nhà A.\r\n"
)
HEAD = (
    "From: Hoa <hoa@xa.example>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)
MIXED = (
    b"From: a@b.example\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="=b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    b"This is \xc4\x91 preamble\r\n--=b\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\n" + TEXT.encode() + b"\r\n--=b\r\n"
    b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="b\xc3\xa1o c\xc3\xa1o.bin"\r\n\r\n'
    b"AAEC/w==\r\n--=b\r\nContent-Type: application/x-y\r\n"
    b"Content-Transfer-Encoding: binary\r\n\r\n\x00\x01\xff\r\n--=b--\r\n"
)


def _leaves(content: bytes) -> list[Message]:
    return [part for part in email.message_from_bytes(content).walk() if not part.is_multipart()]


def test_ascii_mail_is_not_touched() -> None:
    mail = b"Subject: x\r\n\r\nanything \r\n.\r\n"
    assert seven_bit(mail) is mail


def test_text_becomes_quoted_printable_and_says_the_same() -> None:
    mail = seven_bit((HEAD + TEXT).encode())
    assert mail.isascii()
    (part,) = _leaves(mail)
    assert part["Content-Transfer-Encoding"] == "quoted-printable"
    assert part.get_payload(decode=True) == TEXT.encode()
    assert max(map(len, mail.split(b"\r\n"))) <= 76
    assert mail.startswith(b"Content-Transfer-Encoding: quoted-printable\r\nFrom: Hoa <hoa@xa")


def test_each_part_is_re_coded_by_itself() -> None:
    mail = seven_bit(MIXED)
    assert mail.isascii()
    text, kept, binary = _leaves(mail)
    assert text.get_payload(decode=True).rstrip() == TEXT.encode().rstrip()
    assert kept.get_payload(decode=True) == b"\x00\x01\x02\xff"
    assert b"\r\n\r\nAAEC/w==\r\n--=b\r\n" in mail  # its bytes as they were
    assert parse(mail).attachments[0].filename == "báo cáo.bin"
    assert binary["Content-Transfer-Encoding"] == "base64"
    assert binary.get_payload(decode=True) == b"\x00\x01\xff"
    assert email.message_from_bytes(mail)["Content-Transfer-Encoding"] == "7bit"


def test_a_mail_inside_a_mail_is_re_coded_inside() -> None:
    inner = (HEAD + TEXT).encode()
    outer = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + inner
    )
    mail = seven_bit(outer)
    (leaf,) = _leaves(mail)
    assert mail.isascii()
    assert leaf.get_payload(decode=True) == TEXT.encode()
    assert mail.count(b"Content-Transfer-Encoding: 7bit\r\n") == 1


@pytest.mark.parametrize("kind", ["signed", "encrypted"])
def test_what_is_signed_is_not_touched(kind: str) -> None:
    with pytest.raises(Unconvertible, match="signed"):
        seven_bit(MIXED.replace(b"multipart/mixed", f"multipart/{kind}".encode()))


def test_text_without_a_type_gets_one() -> None:
    mail = seven_bit(b"From: a@b.example\r\n\r\n\xc4\x91\r\n")
    message = email.message_from_bytes(mail)
    assert message["MIME-Version"] == "1.0"
    assert message.get_content_charset() == "unknown-8bit"
    assert message.get_payload(decode=True) == b"\xc4\x91\r\n"


def test_header_fields_become_encoded_words() -> None:
    raw = (
        "From: Quàng Thị Hoa <hoa@xa.example>\r\n"
        "Subject: Giấy mời\r\n họp\r\nTo: b@c.vn\r\n\r\nx\r\n"
    )
    mail = ascii_header(raw.encode())
    assert has_ascii_header(mail)
    assert not has_ascii_header(raw.encode())
    view = parse(mail)
    assert (view.subject, view.from_.name) == ("Giấy mời họp", "Quàng Thị Hoa")
    assert b"To: b@c.vn\r\n\r\nx\r\n" in mail


def test_an_address_beyond_ascii_cannot_be_told() -> None:
    with pytest.raises(Unconvertible, match="address"):
        ascii_header("From: thư@ví-dụ.example\r\n\r\nx\r\n".encode())


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))))
def test_quoted_text_reads_as_it_was(lines: list[str]) -> None:
    text = "\r\n".join([*lines, "đ"]) + "\r\n"
    mail = seven_bit(HEAD.encode() + text.encode())
    assert mail.isascii()
    body = mail.partition(b"\r\n\r\n")[2]
    is_quoted = b"quoted-printable" in mail.partition(b"\r\n\r\n")[0]
    assert (quopri.decodestring(body) if is_quoted else b64decode(body)) == text.encode()


@given(st.binary())
def test_any_bytes_become_ascii_or_are_refused(content: bytes) -> None:
    for mail in (content, MIXED[:200] + content + MIXED[200:]):
        try:
            assert seven_bit(mail).isascii()
        except Unconvertible:
            continue
