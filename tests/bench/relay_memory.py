"""The memory of our relay under many sessions, and under many large mails at once."""

import socket
import time
from contextlib import ExitStack

from tests.bench.relay_load import Load, send

SESSIONS = 1000
LARGE = Load("25 MB", messages=40, size_bytes=25 * 1024 * 1024)
# The relay takes a hundred sessions of one address: each of these stands for an office.
_OFFICES = 20
_GREETING = b"EHLO noi-khac.example\r\nMAIL FROM:<ai@noi-khac.example>\r\nRCPT TO:<%s>\r\nDATA\r\n"
_BEGUN = b"354 "


def hold_sessions(port: int, mailbox: str) -> None:
    """Open a thousand sessions, each with a mail half said, then leave them all at once."""
    with ExitStack() as stack:
        opened = [
            stack.enter_context(
                socket.create_connection(
                    ("127.0.0.1", port), timeout=60, source_address=(_office(number), 0)
                )
            )
            for number in range(SESSIONS)
        ]
        for one in opened:
            one.sendall(_GREETING % mailbox.encode())
        for one in opened:
            _read_until(one, _BEGUN)
            one.sendall(b"Subject: b\xc3\xa1o c\xc3\xa1o\r\n\r\n" + b"x" * 4000)
        for one in opened:
            one.sendall(b"\r\n")


def send_large(port: int, mailbox: str) -> None:
    """Twenty sessions send 25 MB each at the same time, twice."""
    _wait_free(port)
    send(LARGE, port, [mailbox])


def _wait_free(port: int) -> None:
    """Until the sessions that left have been noticed."""
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
            if one.recv(4) == b"220 ":
                return
        time.sleep(0.1)
    raise RuntimeError("the relay takes no newcomers")


def _office(number: int) -> str:
    return f"127.0.1.{number % _OFFICES + 1}"


def _read_until(one: socket.socket, mark: bytes) -> None:
    said = b""
    while mark not in said:
        more = one.recv(4096)
        if not more:
            raise RuntimeError(f"a session was refused: {said[-200:]!r}")
        said += more
