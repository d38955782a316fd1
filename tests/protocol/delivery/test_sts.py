"""MTA-STS with a DNS server and an HTTPS server of our own."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailsvc.delivery.transports.base import Outcome, OutcomeKind
from mailsvc.delivery.transports.content import Content
from mailsvc.delivery.transports.smtp import SmtpTransport
from mailsvc.delivery.transports.sts import StsPolicies
from mailsvc.relay import tls
from mailsvc.sites.rules import Hop
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.smtp.mta_sts import Mode, Policy
from tests.support.dns_zone import SILENT, dns_zone
from tests.support.smtp_peer import Peer, smtp_peer

DOMAIN = "xa.example"
RECORD = {(f"_mta-sts.{DOMAIN}", "TXT"): ['"v=STSv1; id=1;"']}
POLICY = "version: STSv1\nmode: enforce\nmx: mail.xa.example\nmax_age: 3600\n"


@dataclass
class Web:
    """The policy server; `asked` counts."""

    certificate: tuple[Path, Path]
    text: str = POLICY
    status: int = 200
    kind: str = "text/plain"
    asked: list[str] = field(default_factory=list)
    port: int = 0
    now: float = 0.0

    def policies(self) -> StsPolicies:
        context = ssl.create_default_context(cafile=self.certificate[0])
        return StsPolicies(
            connect=lambda _address, timeout: socket.create_connection(
                ("127.0.0.1", self.port), timeout
            ),
            context=context,
            clock=lambda: self.now,
        )


@contextmanager
def _serve(web: Web) -> Iterator[Web]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(f"{self.headers['Host']}{self.path}")
            self.send_response(web.status)
            self.send_header("Content-Type", web.kind)
            self.send_header("Location", "https://khac.example/")
            self.end_headers()
            self.wfile.write(web.text.encode())

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*web.certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *args: None  # type: ignore[method-assign]
        web.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join(5)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    tls.make_certificate(tmp_path, f"mta-sts.{DOMAIN}")
    with _serve(Web((tmp_path / "cert.pem", tmp_path / "key.pem"))) as made:
        yield made


def test_a_policy_is_fetched_once_and_kept(web: Web) -> None:
    with dns_zone(RECORD):
        policies = web.policies()
        for _ in range(3):
            found = policies.find(DOMAIN)
            assert found == Policy(Mode.ENFORCE, ("mail.xa.example",), 3600)
    assert web.asked == [f"mta-sts.{DOMAIN}/.well-known/mta-sts.txt"]


def test_a_new_id_fetches_anew_and_an_old_policy_outlives_trouble(web: Web) -> None:
    records = dict(RECORD)
    policies = web.policies()
    with dns_zone(records):
        policies.find(DOMAIN)
        web.text = POLICY.replace("enforce", "testing").replace("3600", "99999")
        web.now += 3590
        assert policies.find(DOMAIN).mode is Mode.ENFORCE
        records[f"_mta-sts.{DOMAIN}", "TXT"] = ['"v=STSv1; id=2;"']
        web.now += 20
        assert policies.find(DOMAIN).mode is Mode.TESTING
        records[f"_mta-sts.{DOMAIN}", "TXT"] = ['"v=STSv1; id=3;"']
        web.status = 500
        web.now += 3700
        assert policies.find(DOMAIN).mode is Mode.TESTING
        web.now += 99999
        assert policies.find(DOMAIN) is None


@pytest.mark.parametrize(
    "change",
    [{"status": 302}, {"status": 404}, {"kind": "text/html"}, {"text": "không phải"}],
    ids=str,
)
def test_what_is_not_a_policy_file_is_none(web: Web, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(web, name, value)
    with dns_zone(RECORD):
        assert web.policies().find(DOMAIN) is None
    assert len(web.asked) == 1


def test_a_false_certificate_is_no_policy(web: Web, tmp_path: Path) -> None:
    with dns_zone({("_mta-sts.khac.example", "TXT"): ['"v=STSv1; id=1;"']}):
        assert web.policies().find("khac.example") is None
    assert web.asked == []


def test_without_a_record_or_dns_nobody_is_asked(web: Web) -> None:
    with dns_zone({("xa.example", "MX"): ["10 mail.xa.example."]}):
        assert web.policies().find(DOMAIN) is None
    with dns_zone({(f"_mta-sts.{DOMAIN}", "TXT"): SILENT}):
        assert web.policies().find(DOMAIN) is None
    assert web.asked == []


def _deliver(peer: Peer, policy: Policy | None) -> Outcome:
    transport = SmtpTransport(
        lambda: [("127.0.0.1", peer.port)],
        host_name="mail.dienbien.example",
        hop=Hop("", ca_pem=peer_pem(peer)),
        find_policy=lambda: policy,
    )
    envelope = Envelope("gui@dienbien.example", (Recipient(f"an@{DOMAIN}"),))
    return transport.deliver(envelope, lambda: Content(b"a: b\r\n\r\nx\r\n"))[f"an@{DOMAIN}"]


def peer_pem(peer: Peer) -> str:
    return peer.says.pop("PEM", "")


@pytest.mark.parametrize(
    ("mx", "mode", "is_trusted", "wanted"),
    [
        ("127.0.0.1", Mode.ENFORCE, True, "2.0.0"),
        ("127.0.0.1", Mode.ENFORCE, False, "4.7.5"),
        ("khac.example", Mode.ENFORCE, True, "4.4.1"),
        ("khac.example", Mode.TESTING, False, "2.0.0"),
    ],
)
def test_a_policy_is_kept(
    tmp_path: Path, mx: str, mode: Mode, is_trusted: bool, wanted: str
) -> None:
    tls.make_certificate(tmp_path, DOMAIN)
    certificate = (tmp_path / "cert.pem", tmp_path / "key.pem")
    says = {"PEM": certificate[0].read_text()} if is_trusted else {}
    with smtp_peer(says, certificate=certificate) as peer:
        outcome = _deliver(peer, Policy(mode, (mx,), 3600))
    assert outcome.enhanced == wanted
    assert (outcome.kind is OutcomeKind.DELIVERED) == (len(peer.mails) == 1)
