"""8BITMIME and SMTPUTF8 only where the server has them: on the wire."""

import email

import pytest

from mailsvc.delivery.transports.base import Outcome, OutcomeKind
from mailsvc.delivery.transports.content import Content
from mailsvc.delivery.transports.smtp import SmtpTransport
from mailsvc.message import parse
from mailsvc.smtp.envelope import Envelope, Recipient
from tests.support.smtp_peer import Peer, smtp_peer

HOA = "hoa@xa.example"
TEXT = "Kính gửi đồng chí, mời họp lúc 8:00 ngày 2/11/2009 tại phòng 201, nhà A.\r\n"
HEAD = (
    "From: Hoa <hoa@b.example>\r\nMIME-Version: 1.0\r\nContent-Type: {}\r\n"
    "Content-Transfer-Encoding: 8bit\r\n"
)
PLAIN = (HEAD.format("text/plain; charset=utf-8") + "\r\n" + TEXT).encode()
SIGNED = (
    HEAD.format('multipart/signed; boundary="b"')
    + f"\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}\r\n--b--\r\n"
).encode()
UTF8_HEADER = f"Subject: Giấy mời họp\r\n{PLAIN.decode()}".encode()
SEVEN_BITS = {"EHLO": "250-peer\r\n250 PIPELINING"}
EIGHT_BITS = {"EHLO": "250-peer\r\n250 8BITMIME"}
ALL = {"EHLO": "250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8"}


def _deliver(
    peer: Peer, content: bytes, *, sender: str = "gui@dienbien.example", smtputf8: bool = False
) -> Outcome:
    finished: list[bytes] = []

    def finish(mail: Content) -> Content:
        finished.append(mail.read())
        return mail.prefixed(b"DKIM-Signature: ...\r\n")

    transport = SmtpTransport(
        lambda: [("127.0.0.1", peer.port)], host_name="mail.dienbien.example", finish=finish
    )
    envelope = Envelope(sender, (Recipient(HOA),), smtputf8=smtputf8)
    outcome = transport.deliver(envelope, lambda: Content(content))[HOA]
    for mail in peer.mails:
        # What is signed is what is sent.
        assert mail == b"DKIM-Signature: ...\r\n" + finished[-1]
    return outcome


def test_eight_bits_go_where_they_are_taken() -> None:
    with smtp_peer(EIGHT_BITS) as peer:
        assert _deliver(peer, PLAIN).kind is OutcomeKind.DELIVERED
    assert peer.mails[0].endswith(PLAIN)
    assert any("BODY=8BITMIME" in line for line in peer.lines)


def test_a_server_of_seven_bits_gets_seven_bits_signed_after_that() -> None:
    with smtp_peer(SEVEN_BITS) as peer:
        assert _deliver(peer, PLAIN).kind is OutcomeKind.DELIVERED
    assert peer.mails[0].isascii()
    assert parse(peer.mails[0]).text.strip() == TEXT.strip()
    assert not any("BODY=" in line for line in peer.lines)


def test_what_is_signed_already_comes_back_with_the_reason() -> None:
    with smtp_peer(SEVEN_BITS) as peer:
        outcome = _deliver(peer, SIGNED)
    assert (outcome.kind, outcome.enhanced) == (OutcomeKind.FAILED, "5.6.3")
    assert "8BITMIME" in outcome.text
    assert peer.mails == []
    with smtp_peer(EIGHT_BITS) as peer:
        assert _deliver(peer, SIGNED).kind is OutcomeKind.DELIVERED


def test_a_header_in_letters_becomes_encoded_words_without_smtputf8() -> None:
    with smtp_peer(EIGHT_BITS) as peer:
        assert _deliver(peer, UTF8_HEADER, smtputf8=True).kind is OutcomeKind.DELIVERED
    header = email.message_from_bytes(peer.mails[0])
    assert header["Subject"].startswith("=?utf-8?b?")
    assert parse(peer.mails[0]).subject == "Giấy mời họp"
    assert not any("SMTPUTF8" in line for line in peer.lines)
    with smtp_peer(ALL) as peer:
        assert _deliver(peer, UTF8_HEADER, smtputf8=True).kind is OutcomeKind.DELIVERED
    assert peer.mails[0].endswith(UTF8_HEADER)
    assert any(line.endswith("SMTPUTF8") for line in peer.lines)


@pytest.mark.parametrize(
    ("sender", "content"),
    [
        ("thư@ví-dụ.example", PLAIN),
        ("gui@dienbien.example", "From: thư@ví-dụ.example\r\n\r\nx\r\n".encode()),
    ],
)
def test_an_address_in_letters_needs_smtputf8(sender: str, content: bytes) -> None:
    with smtp_peer(EIGHT_BITS) as peer:
        outcome = _deliver(peer, content, sender=sender, smtputf8=True)
    assert (outcome.kind, outcome.enhanced) == (OutcomeKind.FAILED, "5.6.7")
    assert peer.mails == []
    with smtp_peer(ALL) as peer:
        kind = _deliver(peer, content, sender=sender, smtputf8=True).kind
    assert kind is OutcomeKind.DELIVERED
