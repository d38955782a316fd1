"""One transaction on the wire: what is said in which write, and what each odd answer means."""

import io
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from mailsvc.base.errors import Unavailable
from mailsvc.delivery.transports.base import Outcome
from mailsvc.delivery.transports.client import BadReply, LmtpClient, SmtpClient
from mailsvc.delivery.transports.content import BLOCK_BYTES, Content
from mailsvc.delivery.transports.wire import transact
from mailsvc.smtp.envelope import Envelope, Recipient
from tests.support.raw_peer import raw_peer, read_until
from tests.support.smtp_peer import CUT, Peer, smtp_peer

HOA, NAM = "hoa@xa.example", "nam@xa.example"
MAIL = Content("From: a@b.example\r\n\r\nKính gửi\r\n".encode())
ENVELOPE = Envelope("gui@dienbien.example", (Recipient(HOA), Recipient(NAM)))
PIPELINING = b"220 x\r\n250-x\r\n250 PIPELINING\r\n"
GO_ON = b"250 ok\r\n250 ok\r\n250 ok\r\n354 go on\r\n"


@contextmanager
def _open(port: int, *, is_lmtp: bool = False) -> Iterator[SmtpClient]:
    kind = LmtpClient if is_lmtp else SmtpClient
    client = kind("127.0.0.1", port, local_hostname="me.example", timeout=10)
    try:
        client.ehlo()
        yield client
    finally:
        client.close()


def _send(peer: Peer, content: Content = MAIL, envelope: Envelope = ENVELOPE) -> dict[str, Outcome]:
    with _open(peer.port, is_lmtp=peer.is_lmtp) as client:
        return transact(client, envelope, content, remote="x", is_lmtp=peer.is_lmtp)


def _send_raw(
    answers: bytes, *, content: Content = MAIL, quiet_max_s: float = 5
) -> tuple[dict[str, Outcome], bytes]:
    """A peer that pipelines, hears all commands before it answers anything, and then the mail."""
    mails: list[bytes] = []

    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        client.sendall(answers)
        mails.append(read_until(client, b"\r\n.\r\n"))
        client.sendall(b"250 taken\r\n")

    with raw_peer(speak) as port, _open(port) as client:
        client.wait_at_most(quiet_max_s)
        outcomes = transact(client, ENVELOPE, content, remote="x")
    return outcomes, mails[0]


def _kinds(outcomes: dict[str, Outcome]) -> list[str]:
    return [outcomes[HOA].kind.value, outcomes[NAM].kind.value]


def test_commands_share_one_write_where_the_peer_pipelines() -> None:
    outcomes, mail = _send_raw(GO_ON)
    assert _kinds(outcomes) == ["delivered", "delivered"]
    assert mail == MAIL.read() + b".\r\n"


def test_without_pipelining_nothing_is_said_after_a_refusal() -> None:
    with smtp_peer({"EHLO": "250 peer", "MAIL": "550 5.7.1 no"}) as peer:
        assert _kinds(_send(peer)) == ["failed", "failed"]
    assert [line[:4] for line in peer.lines] == ["ehlo", "MAIL", "rset"]
    with smtp_peer({"EHLO": "250 peer"}) as peer:
        assert _kinds(_send(peer)) == ["delivered", "delivered"]


def test_data_taken_for_nobody_gets_a_lone_dot_and_the_next_mail_goes_on() -> None:
    """RFC 2920 §3.1."""
    envelope = Envelope("", (Recipient(HOA),))
    with smtp_peer({f"RCPT TO:<{HOA}>": "550 5.1.1 no"}) as peer, _open(peer.port) as client:
        outcomes = transact(client, envelope, MAIL, remote="x")
        assert outcomes[HOA].enhanced == "5.1.1"
        other = transact(client, Envelope("", (Recipient(NAM),)), MAIL, remote="x")
        assert other[NAM].kind.value == "delivered"
    assert peer.mails == [b"", MAIL.read()]


def test_a_mail_for_nobody_never_reaches_a_peer_out_of_step() -> None:
    """The sender is refused, and DATA is taken all the same."""
    outcomes, mail = _send_raw(b"550 5.7.1 no\r\n250 ok\r\n250 ok\r\n354 go on\r\n")
    assert _kinds(outcomes) == ["failed", "failed"]
    assert mail == b""


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        (b"250 ok\r\n550 5.1.1 no\r\n", ["failed", "deferred"]),
        (b"250 ok\r\n550 5.1.1 no\r\n421 closing\r\n", ["failed", "deferred"]),
        (b"250 ok\r\n550 5.1.1 no\r\n250 ok\r\n451 4.3.0 no\r\n", ["failed", "deferred"]),
        (b"250 ok\r\n252 perhaps\r\n251 will forward\r\n354 ok\r\n", ["delivered", "delivered"]),
        (b"250 ok\r\n354 what\r\n250 ok\r\n354 ok\r\n", ["deferred", "delivered"]),
        (b"250 ok\r\n250 ok\r\n250 ok\r\n250 taken already?\r\n", ["deferred", "deferred"]),
        (b"354 what\r\n250 ok\r\n250 ok\r\n250 ok\r\n", ["deferred", "deferred"]),
    ],
    ids=str,
)
def test_what_was_answered_stands_and_the_rest_waits(answers: bytes, kinds: list[str]) -> None:
    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        client.sendall(answers)
        if kinds[1] == "delivered":
            read_until(client, b"\r\n.\r\n")
            client.sendall(b"250 taken\r\n")

    with raw_peer(speak) as port, _open(port) as client:
        assert _kinds(transact(client, ENVELOPE, MAIL, remote="x")) == kinds


def test_lmtp_replies_before_the_break_stand() -> None:
    with smtp_peer({"END 1": CUT}, is_lmtp=True) as peer:
        assert _kinds(_send(peer)) == ["delivered", "deferred"]


@pytest.mark.parametrize(
    "reply",
    [
        b"250-one\r\n251 two\r\n",
        b"25\r\n",
        b"2500 ok\r\n",
        b"950 ok\r\n",
        b"150 ok\r\n",
        b"250\xa0ok\r\n",
        b"ok\r\n",
        b"\r\n",
        b"250 " + b"x" * 5000 + b"\r\n",
        b"x" * 5000,
        b"250-x\r\n" * 300,
        b"",
    ],
    ids=lambda reply: repr(reply[:20]),
)
def test_nonsense_is_no_reply_and_ends_the_talk(reply: bytes) -> None:
    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        client.sendall(reply)

    with raw_peer(speak) as port, _open(port) as client:
        with pytest.raises(OSError, match=r"reply|long|closed|form"):
            transact(client, ENVELOPE, MAIL, remote="x")
        assert client.sock is None


def test_a_reply_of_many_lines_is_read_whole() -> None:
    answers = GO_ON.replace(b"250 ok", "250-2.1.0 tiếng Việt\r\n250-\r\n250".encode(), 1)
    assert _kinds(_send_raw(answers)[0]) == ["delivered", "delivered"]


def test_a_silent_peer_is_left() -> None:
    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"nothing comes")

    with raw_peer(speak) as port, _open(port) as client:
        client.wait_at_most(0.3)
        with pytest.raises(TimeoutError):
            transact(client, ENVELOPE, MAIL, remote="x")


def test_a_reply_letter_by_letter_is_left() -> None:
    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        with suppress(OSError):
            for _ in range(50):
                client.sendall(b"2")
                time.sleep(0.05)

    with raw_peer(speak) as port, _open(port) as client:
        client.wait_at_most(0.4)
        with pytest.raises(BadReply, match="slow"):
            transact(client, ENVELOPE, MAIL, remote="x")


def _large(count: int, on_block: Callable[[], None] = lambda: None) -> Content:
    body = b".a line of text\r\n" * (count // 17)
    return Content(b"Subject: x\r\n\r\n", lambda: io.BytesIO(body), len(body), on_block)


def test_a_slow_reader_is_waited_for_while_it_reads() -> None:
    """Three times as long as the patience with silence; and each block is told of."""
    moved: list[float] = []
    content = _large(20 * BLOCK_BYTES, lambda: moved.append(time.monotonic()))
    mails: list[bytes] = []

    def speak(client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        client.sendall(GO_ON)
        heard = b""
        while not heard.endswith(b"\r\n.\r\n"):
            heard += client.recv(200_000)
            time.sleep(0.05)
        mails.append(heard)
        client.sendall(b"250 taken\r\n")

    with raw_peer(speak) as port, _open(port) as client:
        client.wait_at_most(0.25)
        begun = time.monotonic()
        outcomes = transact(client, ENVELOPE, content, remote="x", end_quiet_max_s=2)
        spent_s = time.monotonic() - begun
    assert _kinds(outcomes) == ["delivered", "delivered"]
    assert mails[0].replace(b"\n..", b"\n.") == content.read() + b".\r\n"
    assert spent_s > 0.5
    assert len(moved) > 20


def test_a_large_mail_is_never_whole_in_memory() -> None:
    """25 MB pass; what is held at once is a few blocks."""
    size = 25 * 1024 * 1024
    content = _large(size)

    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        client.sendall(GO_ON)
        tail = b""
        while not tail.endswith(b"\r\n.\r\n"):
            tail = tail[-5:] + client.recv(65536)
        client.sendall(b"250 taken\r\n")

    with raw_peer(speak) as port, _open(port) as client:
        tracemalloc.start()
        try:
            outcomes = transact(client, ENVELOPE, content, remote="x")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert _kinds(outcomes) == ["delivered", "delivered"]
    assert peak < 20 * BLOCK_BYTES < size / 9


def test_a_reader_that_stops_is_left() -> None:
    def speak(client: socket.socket) -> None:
        client.sendall(PIPELINING)
        read_until(client, b"DATA\r\n")
        client.sendall(GO_ON)
        client.recv(10)
        time.sleep(1)

    with raw_peer(speak) as port, _open(port) as client:
        client.wait_at_most(0.3)
        outcomes = transact(client, ENVELOPE, _large(200 * BLOCK_BYTES), remote="x")
    assert _kinds(outcomes) == ["deferred", "deferred"]


@pytest.mark.parametrize("declared", [-17, 17], ids=["file too long", "file too short"])
def test_half_a_mail_never_gets_its_last_dot(declared: int) -> None:
    whole = _large(3 * BLOCK_BYTES)
    torn = Content(whole.head, whole.open_rest, whole.rest_bytes + declared)
    with smtp_peer() as peer, pytest.raises(Unavailable):
        _send(peer, torn)
    assert all(not mail.endswith(b"\r\n.\r\n") for mail in peer.mails)
    with smtp_peer() as peer:
        assert _kinds(_send(peer, whole)) == ["delivered", "delivered"]


def test_an_address_that_would_speak_for_itself_fails_alone() -> None:
    bad = "x@xa.example>\r\nRCPT TO:<y@z.example"
    envelope = Envelope("a@b.example", (Recipient(bad), Recipient(HOA)))
    with smtp_peer() as peer:
        outcomes = _send(peer, envelope=envelope)
    assert (outcomes[bad].enhanced, outcomes[HOA].kind.value) == ("5.1.3", "delivered")
    assert not any("z.example" in line for line in peer.lines)


def test_a_sender_that_would_speak_for_itself_is_a_bug() -> None:
    envelope = Envelope("a@b.example>\r\nRSET", (Recipient(HOA),))
    with smtp_peer() as peer, pytest.raises(ValueError, match="control character"):
        _send(peer, envelope=envelope)
    assert [line[:4] for line in peer.lines] == ["ehlo"]
