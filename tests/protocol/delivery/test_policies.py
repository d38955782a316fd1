"""TLS by policy, log-in at a site, connections that are kept: on the wire."""

import logging
import ssl
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest

from mailsvc.delivery.transports.base import Outcome, OutcomeKind
from mailsvc.delivery.transports.content import Content
from mailsvc.delivery.transports.dial import client_context
from mailsvc.delivery.transports.pool import Pool
from mailsvc.delivery.transports.smtp import SmtpTransport
from mailsvc.relay import tls
from mailsvc.sites.rules import Hop, TlsPolicy
from mailsvc.smtp.envelope import Envelope, Recipient
from tests.support.smtp_peer import CUT, Peer, smtp_peer

HOA = "hoa@xa.example"
MAIL = "From: a@b.example\r\n\r\nKính gửi\r\n".encode()
ENVELOPE = Envelope("gui@dienbien.example", (Recipient(HOA),))
SECRET = "mật khẩu của điểm nối"
OFFERS_LOGIN = {"EHLO": "250-peer\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"}


def _deliver(
    peer: Peer, policy: TlsPolicy, *, ca_pem: str = "", login: str = "", pool: Pool | None = None
) -> Outcome:
    hop = Hop("nhe", "127.0.0.1", peer.port, policy, ca_pem, login)
    reached: list[bool] = []
    transport = SmtpTransport(
        lambda: [("127.0.0.1", peer.port)],
        host_name="mail.dienbien.example",
        hop=hop,
        pool=pool,
        on_reached=lambda: reached.append(True),
        read_secret=lambda name: {"nhe": SECRET}[name],
    )
    outcome = transport.deliver(ENVELOPE, lambda: Content(MAIL))[HOA]
    assert not (reached and outcome.is_unreachable)
    return outcome


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    tls.make_certificate(tmp_path, "xa.example")
    return tmp_path / "cert.pem", tmp_path / "key.pem"


@pytest.mark.parametrize(
    ("policy", "offers", "wanted", "uses_tls"),
    [
        (TlsPolicy.NONE, True, "delivered", False),
        (TlsPolicy.NONE, False, "delivered", False),
        (TlsPolicy.MAY, True, "delivered", True),
        (TlsPolicy.MAY, False, "delivered", False),
        (TlsPolicy.MUST, True, "delivered", True),
        (TlsPolicy.MUST, False, "4.7.4", False),
        (TlsPolicy.VERIFY, True, "4.7.5", False),
        (TlsPolicy.VERIFY, False, "4.7.4", False),
    ],
)
def test_a_policy_decides(
    certificate: tuple[Path, Path], policy: TlsPolicy, offers: bool, wanted: str, uses_tls: bool
) -> None:
    with smtp_peer(certificate=certificate if offers else None) as peer:
        outcome = _deliver(peer, policy)
    if wanted == "delivered":
        assert outcome.kind is OutcomeKind.DELIVERED
        assert peer.used_tls == uses_tls
    else:
        assert (outcome.kind, outcome.enhanced) == (OutcomeKind.DEFERRED, wanted)
        assert outcome.is_unreachable
        assert peer.mails == []
        assert not any(line.startswith("MAIL") for line in peer.lines)


def test_a_checked_certificate_lets_mail_through(certificate: tuple[Path, Path]) -> None:
    pem = certificate[0].read_text()
    with smtp_peer(certificate=certificate) as peer:
        outcome = _deliver(peer, TlsPolicy.VERIFY, ca_pem=pem)
    assert outcome.kind is OutcomeKind.DELIVERED
    assert peer.used_tls


@pytest.mark.parametrize("policy", [TlsPolicy.MUST, TlsPolicy.VERIFY])
def test_broken_tls_is_no_excuse_for_clear_text(
    certificate: tuple[Path, Path], policy: TlsPolicy
) -> None:
    with smtp_peer({"STARTTLS": "454 not now"}, certificate=certificate) as peer:
        outcome = _deliver(peer, policy)
    assert outcome.kind is OutcomeKind.DEFERRED
    assert peer.mails == []
    assert peer.connections == 1


def test_old_tls_is_refused() -> None:
    for policy in TlsPolicy:
        assert client_context(policy).minimum_version == ssl.TLSVersion.TLSv1_2


def _login(certificate: tuple[Path, Path], says: Mapping[str, str]) -> tuple[Peer, Outcome]:
    with smtp_peer({**OFFERS_LOGIN, **says}, certificate=certificate) as peer:
        outcome = _deliver(peer, TlsPolicy.MUST, login="muong-nhe")
    return peer, outcome


def test_we_log_in_under_tls(certificate: tuple[Path, Path]) -> None:
    peer, outcome = _login(certificate, {"AUTH": "235 2.7.0 ok"})
    assert outcome.kind is OutcomeKind.DELIVERED
    assert peer.used_tls
    (line,) = [line for line in peer.lines if line.startswith("AUTH PLAIN ")]
    assert b64decode(line.split()[2]).decode() == f"\0muong-nhe\0{SECRET}"


def test_login_is_spoken_where_plain_is_not(certificate: tuple[Path, Path]) -> None:
    says = {
        "EHLO": "250-peer\r\n250-STARTTLS\r\n250 AUTH LOGIN",
        "AUTH": "334 VXNlcm5hbWU6",
        b64encode(b"muong-nhe").decode(): "334 UGFzc3dvcmQ6",
        b64encode(SECRET.encode()).decode(): "235 2.7.0 ok",
    }
    _peer, outcome = _login(certificate, says)
    assert outcome.kind is OutcomeKind.DELIVERED


def test_a_refused_log_in_defers_alarms_and_never_shows_the_secret(
    certificate: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer, outcome = _login(certificate, {"AUTH": "535 5.7.8 wrong"})
    assert (outcome.kind, outcome.enhanced) == (OutcomeKind.DEFERRED, "4.7.8")
    assert outcome.is_unreachable
    assert peer.mails == []
    assert any(record.levelname == "ERROR" for record in caplog.records)
    assert SECRET not in caplog.text
    assert SECRET not in outcome.text


def test_a_connection_is_kept_for_the_next_mail(certificate: tuple[Path, Path]) -> None:
    pool = Pool()
    with smtp_peer(certificate=certificate) as peer:
        for _ in range(3):
            assert _deliver(peer, TlsPolicy.MAY, pool=pool).kind is OutcomeKind.DELIVERED
        pool.close()
    assert (peer.connections, len(peer.mails)) == (1, 3)


def test_another_policy_has_another_connection(certificate: tuple[Path, Path]) -> None:
    pool = Pool()
    with smtp_peer(certificate=certificate) as peer:
        _deliver(peer, TlsPolicy.NONE, pool=pool)
        assert not peer.used_tls
        _deliver(peer, TlsPolicy.MUST, pool=pool)
        assert peer.used_tls
        pool.close()
    assert peer.connections == 2


def test_a_kept_connection_the_peer_has_left_costs_nothing() -> None:
    pool = Pool()
    with smtp_peer() as peer:
        assert _deliver(peer, TlsPolicy.MAY, pool=pool).kind is OutcomeKind.DELIVERED
        peer.says["MAIL"] = CUT
        assert _deliver(peer, TlsPolicy.MAY, pool=pool).kind is OutcomeKind.DEFERRED
        del peer.says["MAIL"]
        peer.says["RSET"] = CUT
        assert _deliver(peer, TlsPolicy.MAY, pool=pool).kind is OutcomeKind.DELIVERED
        pool.close()
    assert len(peer.mails) == 2


def test_idle_connections_are_left() -> None:
    pool = Pool(idle_max_s=0)
    with smtp_peer() as peer:
        _deliver(peer, TlsPolicy.MAY, pool=pool)
        _deliver(peer, TlsPolicy.MAY, pool=pool)
        pool.close()
    assert peer.connections == 2
    assert peer.lines.count("quit") == 2
