"""smtplib's clients with two things it lacks: replies read strictly, and patience measured by what
moves instead of by the clock.

A transfer of an hour over a thin link is fine while bytes move; a peer that keeps silent for
`quiet_max_s` is not. What moves is what the peer's kernel acknowledges, not what ours has buffered.
"""

import fcntl
import re
import select
import smtplib
import socket
import termios
import time
from collections.abc import Callable

LINE_MAX = 4096
LINES_MAX = 200
QUIET_MAX_S = 120.0
# How often a wait looks whether something moves.
TICK_S = 15.0
_RECEIVE_BYTES = 16 * 1024
# More would only wait in our kernel, where nobody sees whether it moves.
_BUFFERED_BYTES = 128 * 1024

# RFC 5321 §4.2: a digit of 2 to 5, one of 0 to 5, any; then a space, a hyphen or nothing.
_REPLY_LINE = re.compile(rb"([2-5][0-5][0-9])(?:([ -])([^\r\n]*))?\r?\n")


class BadReply(smtplib.SMTPServerDisconnected):
    """The peer does not speak SMTP; the connection is closed."""


class SmtpClient(smtplib.SMTP):
    """One connection. Whatever breaks closes it and raises OSError (smtplib's errors are such).

    `on_move` is called now and then while a long transfer moves.
    """

    quiet_max_s = QUIET_MAX_S
    on_move: Callable[[], None] | None = None
    _heard = b""
    _known: socket.socket | None = None
    _reply_until = 0.0

    def wait_at_most(self, quiet_max_s: float) -> None:
        """From now on: so long may nothing move while we send or wait for a reply."""
        self.quiet_max_s = quiet_max_s
        tick_s = min(quiet_max_s, TICK_S)
        if self.sock is not None and self.sock.gettimeout() != tick_s:
            self.sock.settimeout(tick_s)

    def getreply(self) -> tuple[int, bytes]:
        """One reply, its lines joined by LF; BadReply for nonsense.

        RFC 5321 §4.2.1: all lines of a reply have one code, all but the last a hyphen after it.
        """
        self._reply_until = 0.0
        try:
            found = self._reply_line()
            code, lines = found[1], [found[3] or b""]
            while found[2] == b"-":
                found = self._reply_line()
                lines.append(found[3] or b"")
                if found[1] != code or len(lines) > LINES_MAX:
                    raise BadReply("reply out of form")
        except OSError:
            self.close()
            raise
        return int(code), b"\n".join(lines)

    def send(self, s: object) -> None:
        """All of it, however long that takes while the peer takes something."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else s
        assert isinstance(data, bytes)
        try:
            sock, quiet = self._socket(), None
            sent = _send_some(sock, data)
            while sent < len(data):
                quiet = quiet or _Quiet(self, sock)
                more = _send_some(sock, memoryview(data)[sent:])
                quiet.note(has_sent=more > 0)
                sent += more
        except OSError:
            self.close()
            raise

    def is_idle(self) -> bool:
        """True when the connection stands and the peer has said nothing unasked (421, its end)."""
        if self.sock is None or self._heard:
            return False
        poll = select.poll()
        poll.register(self.sock, select.POLLIN | select.POLLRDHUP)
        return not poll.poll(0)

    def _reply_line(self) -> re.Match[bytes]:
        sock = self._socket()
        while (end := self._heard.find(b"\n") + 1) == 0:
            if len(self._heard) > LINE_MAX:
                raise BadReply("line too long")
            self._heard += self._receive(sock)
        line, self._heard = self._heard[:end], self._heard[end:]
        found = _REPLY_LINE.fullmatch(line) if end <= LINE_MAX else None
        if found is None:
            raise BadReply("not a reply")
        return found

    def _receive(self, sock: socket.socket) -> bytes:
        quiet: _Quiet | None = None
        while True:
            try:
                data = sock.recv(_RECEIVE_BYTES)
                break
            except TimeoutError:
                # Our last bytes may still be on a slow way: then nobody is silent.
                quiet = quiet or _Quiet(self, sock, begun_s=sock.gettimeout() or 0)
                quiet.note()
        if not data:
            raise smtplib.SMTPServerDisconnected("closed by the peer")
        self._bound_reply()
        return data

    def _bound_reply(self) -> None:
        """A reply that has begun must end: letter by letter it could go on for days."""
        now = time.monotonic()
        self._reply_until = self._reply_until or now + self.quiet_max_s
        if now > self._reply_until:
            raise BadReply("reply too slow")

    def _socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        if self.sock is not self._known:
            # RFC 3207 §4.2: what was heard before TLS is not carried over.
            self._heard, self._known = b"", self.sock
            self.sock.settimeout(min(self.quiet_max_s, TICK_S))
            if self.sock.family != socket.AF_UNIX:
                self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _BUFFERED_BYTES)
        return self.sock


class LmtpClient(SmtpClient, smtplib.LMTP):
    """The same for LMTP (RFC 2033), over TCP or a unix socket."""


class _Quiet:
    """Notices when nothing has moved for the client's patience: neither sent nor acknowledged."""

    def __init__(self, client: SmtpClient, sock: socket.socket, *, begun_s: float = 0) -> None:
        self._client, self._sock = client, sock
        self._unsent = _count_unsent(sock)
        self._until = time.monotonic() + client.quiet_max_s - begun_s

    def note(self, *, has_sent: bool = False) -> None:
        """TimeoutError when it has been quiet for too long."""
        unsent = _count_unsent(self._sock)
        if has_sent or unsent < self._unsent:
            self._until = time.monotonic() + self._client.quiet_max_s
            if self._client.on_move is not None:
                self._client.on_move()
        elif time.monotonic() >= self._until:
            raise TimeoutError("the peer keeps silent")
        self._unsent = unsent


def _send_some(sock: socket.socket, data: bytes | memoryview) -> int:
    try:
        return sock.send(data)
    except TimeoutError:
        return 0


def _count_unsent(sock: socket.socket) -> int:
    """Bytes the peer has not acknowledged (tcp(7), SIOCOUTQ)."""
    return int.from_bytes(fcntl.ioctl(sock, termios.TIOCOUTQ, b"\0" * 4), "little")
