"""A mail server of another site that says what a test wants: SMTP, or LMTP with a reply each."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

CUT = "CUT"  # close the connection instead of answering
HOLD = "HOLD"  # answer as usual, but only after `Peer.let_go` is set


@dataclass
class Peer:
    """Where it listens and what it has seen. `says` maps the beginning of a line to the reply."""

    port: int
    says: dict[str, str]
    is_lmtp: bool
    context: ssl.SSLContext | None
    lines: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    connections: int = 0
    used_tls: bool = False
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def smtp_peer(
    says: Mapping[str, str] | None = None,
    *,
    is_lmtp: bool = False,
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[Peer]:
    """Run a peer until the block ends. Keys: GREETING, EHLO, MAIL, RCPT TO:<x>, DATA, END …"""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        peer = Peer(server.getsockname()[1], dict(says or {}), is_lmtp, context)
        ends = threading.Event()
        thread = threading.Thread(target=_accept, args=(server, peer, ends), daemon=True)
        thread.start()
        try:
            yield peer
        finally:
            ends.set()
            peer.let_go.set()
            with suppress(OSError), socket.create_connection(("127.0.0.1", peer.port), timeout=1):
                pass
            thread.join(5)


def _accept(server: socket.socket, peer: Peer, ends: threading.Event) -> None:
    while True:
        client, _ = server.accept()
        if ends.is_set():
            client.close()
            return
        peer.connections += 1
        threading.Thread(target=_talk, args=(client, peer), daemon=True).start()


def _talk(client: socket.socket, peer: Peer) -> None:
    with suppress(OSError, ssl.SSLError):
        try:
            _dialogue(client, peer)
        finally:
            client.close()


def _dialogue(client: socket.socket, peer: Peer) -> None:
    if not _say(client, peer, "GREETING", "220 peer ready"):
        return
    client.settimeout(10)
    _commands(client, peer)


def _commands(client: socket.socket, peer: Peer) -> None:
    stream = client.makefile("rb")
    recipients = 0
    while line := stream.readline():
        text = line.decode("utf-8").rstrip("\r\n")
        peer.lines.append(text)
        verb = text[:4].upper()
        default = {
            "EHLO": "250-peer\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 8BITMIME",
            "LHLO": "250-peer\r\n250-8BITMIME\r\n250 PIPELINING",
            "DATA": "354 go on",
            "QUIT": "221 bye",
            "STAR": "220 go on",
        }.get(verb, "250 2.0.0 ok")
        if verb in {"EHLO", "LHLO"} and peer.context and not isinstance(client, ssl.SSLSocket):
            default = "250-peer\r\n250-STARTTLS\r\n250 8BITMIME"
        if verb == "DATA" and peer.is_lmtp and not recipients:
            default = "503 5.5.1 no recipients"  # RFC 2033 §4.2
        if not _say(client, peer, text, default):
            return
        if verb == "RCPT" and not _answer(peer, text, default).startswith(("4", "5")):
            recipients += 1
        if verb == "STAR" and peer.context:
            stream.close()
            with peer.context.wrap_socket(client, server_side=True) as secured:
                peer.used_tls = True
                _commands(secured, peer)
            return
        if verb == "DATA" and _answer(peer, text, default).startswith("354"):
            peer.mails.append(_read_mail(stream))
            for number in range(recipients if peer.is_lmtp else 1):
                if not _say(client, peer, f"END {number}", "250 2.0.0 taken"):
                    return
            recipients = 0
        if verb == "QUIT":
            return


def _read_mail(stream: BinaryIO) -> bytes:
    lines: list[bytes] = []
    while (line := stream.readline()) not in {b".\r\n", b""}:
        lines.append(line)
    return b"".join(lines)


def _answer(peer: Peer, text: str, default: str) -> str:
    found = [reply for start, reply in peer.says.items() if text.upper().startswith(start.upper())]
    return found[0] if found else default


def _say(client: socket.socket, peer: Peer, text: str, default: str) -> bool:
    answer = _answer(peer, text, default)
    if answer == CUT:
        return False
    if answer == HOLD:
        peer.let_go.wait(30)
        answer = default
    client.sendall(answer.encode() + b"\r\n")
    return True
