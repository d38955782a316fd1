"""SMTP to another site, on the wire."""

from pathlib import Path

import pytest

from mailsvc.delivery.transports.base import Outcome, OutcomeKind, deferred
from mailsvc.delivery.transports.content import Content
from mailsvc.delivery.transports.hosts import NoHosts
from mailsvc.delivery.transports.smtp import SmtpTransport
from mailsvc.relay import tls
from mailsvc.smtp.envelope import Envelope, Recipient
from tests.support.ports import free_ports
from tests.support.smtp_peer import CUT, Peer, smtp_peer

HOA, NAM = "hoa@xa.example", "nam@xa.example"
MAIL = "From: a@b.example\r\n\r\nKính gửi\r\n.chấm\r\n..\r\n".encode()
ENVELOPE = Envelope("gui@dienbien.example", (Recipient(HOA), Recipient(NAM)))


def _deliver(
    *peers: Peer, envelope: Envelope = ENVELOPE, content: bytes = MAIL
) -> dict[str, Outcome]:
    hosts = [("127.0.0.1", peer.port) for peer in peers]
    transport = SmtpTransport(lambda: hosts, host_name="mail.dienbien.example")
    return transport.deliver(envelope, lambda: Content(content))


def _kinds(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {address: one.kind.value for address, one in outcomes.items()}


def test_a_mail_arrives_byte_for_byte() -> None:
    with smtp_peer() as peer:
        outcomes = _deliver(peer)
    assert _kinds(outcomes) == {HOA: "delivered", NAM: "delivered"}
    assert outcomes[HOA].remote == "127.0.0.1"
    (mail,) = peer.mails
    assert mail.replace(b"\r\n..", b"\r\n.") == MAIL
    assert peer.lines[0] == "ehlo mail.dienbien.example"
    assert any(line.startswith("MAIL FROM:<gui@dienbien.example>") for line in peer.lines)
    assert any("BODY=8BITMIME" in line for line in peer.lines)


def test_stray_line_ends_cannot_smuggle_a_second_mail() -> None:
    with smtp_peer() as peer:
        _deliver(peer, content=b"a: b\r\n\r\nx\n.\nMAIL FROM:<x@y>\r.\r\n")
    (mail,) = peer.mails
    assert mail == b"a: b\r\n\r\nx\r\n..\r\nMAIL FROM:<x@y>\r\n..\r\n"


def test_each_recipient_has_his_own_answer() -> None:
    with smtp_peer({f"RCPT TO:<{HOA}>": "550 5.1.1 no such user"}) as peer:
        outcomes = _deliver(peer)
    assert _kinds(outcomes) == {HOA: "failed", NAM: "delivered"}
    assert (outcomes[HOA].code, outcomes[HOA].enhanced) == (550, "5.1.1")


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ({"GREETING": "554 no"}, "failed"),
        ({"GREETING": "421 busy"}, "deferred"),
        ({"MAIL": "550 5.7.1 no"}, "failed"),
        ({"MAIL": "451 later"}, "deferred"),
        ({"RCPT": "450 4.2.1 later"}, "deferred"),
        ({"DATA": "554 no"}, "failed"),
        ({"END": "552 5.3.4 too large"}, "failed"),
        ({"END": "452 4.3.1 full"}, "deferred"),
        ({"GREETING": CUT}, "deferred"),
        ({"MAIL": CUT}, "deferred"),
        ({"DATA": CUT}, "deferred"),
        ({"END": CUT}, "deferred"),
        ({"MAIL": "nonsense"}, "deferred"),
    ],
    ids=str,
)
def test_refusals(says: dict[str, str], kind: str) -> None:
    with smtp_peer(says) as peer:
        assert _kinds(_deliver(peer)) == {HOA: kind, NAM: kind}


def test_the_next_server_is_tried_for_what_is_open() -> None:
    later = {f"RCPT TO:<{NAM}>": "451 later", f"RCPT TO:<{HOA}>": "550 5.1.1 no"}
    with smtp_peer(later) as first, smtp_peer() as second:
        assert _kinds(_deliver(first, second)) == {HOA: "failed", NAM: "delivered"}
    assert not any(HOA in line for line in second.lines)


def test_nobody_answers() -> None:
    transport = SmtpTransport(lambda: [("127.0.0.1", free_ports(1)[0])], host_name="me.example")
    assert _kinds(transport.deliver(ENVELOPE, lambda: Content(MAIL))) == {
        HOA: "deferred",
        NAM: "deferred",
    }


def test_no_server_at_all() -> None:
    def none() -> list[tuple[str, int]]:
        raise NoHosts(deferred("4.4.3", "no answer"))

    outcomes = SmtpTransport(none, host_name="me.example").deliver(ENVELOPE, lambda: Content(MAIL))
    assert outcomes[HOA].enhanced == "4.4.3"
    assert outcomes[HOA].is_unreachable


def test_tls_is_used_where_it_is_offered(tmp_path: Path) -> None:
    tls.make_certificate(tmp_path, "xa.example")
    with smtp_peer(certificate=(tmp_path / "cert.pem", tmp_path / "key.pem")) as peer:
        assert _kinds(_deliver(peer))[HOA] == "delivered"
    assert peer.used_tls


def test_broken_tls_falls_back_to_clear_text(tmp_path: Path) -> None:
    tls.make_certificate(tmp_path, "xa.example")
    says = {"STARTTLS": "454 not now"}
    with smtp_peer(says, certificate=(tmp_path / "cert.pem", tmp_path / "key.pem")) as peer:
        assert _kinds(_deliver(peer))[HOA] == "delivered"
    assert not peer.used_tls
    assert peer.connections == 2


def test_vietnamese_addresses_need_smtputf8() -> None:
    envelope = Envelope("thư@ví-dụ.example", (Recipient(HOA),), smtputf8=True)
    with smtp_peer() as peer:
        outcomes = _deliver(peer, envelope=envelope)
    assert (outcomes[HOA].kind, outcomes[HOA].enhanced) == (OutcomeKind.FAILED, "5.6.7")
    with smtp_peer({"EHLO": "250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8"}) as peer:
        assert _kinds(_deliver(peer, envelope=envelope)) == {HOA: "delivered"}
    assert any(
        line.startswith("MAIL FROM:<thư@ví-dụ.example>") and line.endswith("SMTPUTF8")
        for line in peer.lines
    )


def test_wishes_for_reports_are_passed_on() -> None:
    one = Recipient(HOA, frozenset({"SUCCESS", "FAILURE"}), "rfc822;hoa@xa.example")
    envelope = Envelope("gui@dienbien.example", (one,), ret="HDRS", envid="QQ1")
    with smtp_peer({"EHLO": "250-peer\r\n250 DSN"}) as peer:
        _deliver(peer, envelope=envelope)
    assert any(line.endswith("RET=HDRS ENVID=QQ1") for line in peer.lines)
    assert any(
        line.endswith("NOTIFY=FAILURE,SUCCESS ORCPT=rfc822;hoa@xa.example") for line in peer.lines
    )
