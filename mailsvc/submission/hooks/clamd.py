"""ClamAV's daemon, by INSTREAM: the mail goes in chunks, one line comes back."""

import re
import socket
import struct
import time
from mmap import mmap

from mailsvc.submission.hooks.verdict import Treatment, Verdict, not_screened

_CHUNK = 256 * 1024
_ANSWER_MAX = 4096
_FOUND = re.compile(rb"stream: (.{1,300}) FOUND")
_TOO_LARGE = b"INSTREAM size limit exceeded"


def scan(content: bytes | mmap, *, address: str, timeout_s: float) -> Verdict:
    """REFUSE for a virus, TOO_LARGE beyond clamd's StreamMaxLength; Unavailable otherwise."""
    try:
        answer = _ask(content, address, time.monotonic() + timeout_s)
    except OSError as error:  # TimeoutError is one
        raise not_screened("clamd", type(error).__name__) from error
    return _read(answer)


def _read(answer: bytes) -> Verdict:
    if answer == b"stream: OK":
        return Verdict(Treatment.PASS)
    found = _FOUND.fullmatch(answer)
    if found is not None:
        return Verdict(Treatment.REFUSE, found[1].decode("ascii", "replace"))
    if answer.startswith(_TOO_LARGE):
        return Verdict(Treatment.TOO_LARGE)
    raise not_screened("clamd", "odd answer")


def _ask(content: bytes | mmap, address: str, deadline: float) -> bytes:
    with _connect(address, deadline) as peer:
        try:
            _send(peer, b"zINSTREAM\0", deadline)
            for start in range(0, len(content), _CHUNK):
                piece = content[start : start + _CHUNK]
                _send(peer, struct.pack("!I", len(piece)) + piece, deadline)
            _send(peer, struct.pack("!I", 0), deadline)
        except (BrokenPipeError, ConnectionResetError):
            # Beyond its limit clamd answers and hangs up while we still send.
            return _receive(peer, deadline)
        return _receive(peer, deadline)


def _connect(address: str, deadline: float) -> socket.socket:
    """A path or host:port."""
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(deadline))
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        peer.settimeout(_left(deadline))
        peer.connect(address)
    except OSError:
        peer.close()
        raise
    return peer


def _send(peer: socket.socket, data: bytes, deadline: float) -> None:
    peer.settimeout(_left(deadline))
    peer.sendall(data)


def _receive(peer: socket.socket, deadline: float) -> bytes:
    """One answer, ended by NUL or by the connection's end."""
    answer = b""
    while b"\0" not in answer and len(answer) < _ANSWER_MAX:
        peer.settimeout(_left(deadline))
        piece = peer.recv(_ANSWER_MAX)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].strip()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
