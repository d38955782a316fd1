"""TLS handshakes that fail in every way: no slot stays taken, the next client is served."""

import socket
import time

import pytest

from mailsvc.relay.limits import Limits
from tests.protocol.relay.support import Wire, reset

WAYS = {
    "garbage": lambda wire: wire.send(b"khong phai TLS\r\n" * 10),
    "close": Wire.close,
    "reset": reset,
    "half-close": lambda wire: wire.socket.shutdown(socket.SHUT_WR),
    "silence": lambda wire: None,
    "one-byte": lambda wire: wire.send(b"\x16"),
    "commands": lambda wire: wire.send(b"EHLO x.example\r\n" * 3),
    "huge-record": lambda wire: wire.send(b"\x16\x03\x01\xff\xff" + b"\0" * 70_000),
}


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def offers_login(relay, tls_client):
    """Try to come in; those before us may not have been looked at yet."""
    try:
        with Wire(relay.submissions_port, tls=tls_client) as wire:
            return "AUTH PLAIN" in wire.say("EHLO x.example")
    except OSError:
        return False


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
def test_failed_handshakes_leave_no_slot(start, tls_client):
    # One slot: were it lost once, nobody could come in any more.
    relay = start(limits=Limits(handshake_s=0.2, sessions_per_address=1, sessions_max=1))
    for way in WAYS.values():
        wire = Wire(relay.mx_port)
        assert wire.say("STARTTLS").startswith("220 2.0.0")
        way(wire)
        wait_until(lambda: relay.gate.total == 0)
        wire.close()
    with Wire(relay.mx_port) as wire:
        wire.start_tls(tls_client)
        assert "STARTTLS" not in wire.say("EHLO x.example")


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
def test_failed_handshakes_from_the_start_leave_no_slot(start, tls_client):
    relay = start(limits=Limits(handshake_s=0.2, sessions_per_address=1, sessions_max=1))
    for way in WAYS.values():
        wire = Wire(relay.submissions_port, greet=False)
        way(wire)
        wire.close()
    wait_until(lambda: offers_login(relay, tls_client))


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
@pytest.mark.parametrize("size", [10, 60_000, 120_000])
def test_much_said_before_tls_is_thrown_away_and_the_stream_flows_on(relay, tls_client, size):
    with Wire(relay.mx_port) as wire:
        wire.send(b"STARTTLS\r\n" + (b"NOOP %d\r\n" % size).ljust(size, b"x"))
        assert wire.read().startswith("220 2.0.0")
        time.sleep(0.1)  # all of it must have come before TLS begins, or it would be part of it
        wire.wrap(tls_client)
        assert wire.say("MAIL FROM:<a@x.example>").startswith("503 5.5.1")
        # More than the stream holds at once, so it must be stopped and let go on.
        assert wire.say(b"NOOP " + b"x" * 500_000 + b"\r\n").startswith("500 5.5.2")
        assert wire.say("NOOP") == "250 2.0.0 ok"


def test_plain_commands_after_tls_end_the_session(relay, tls_client):
    with Wire(relay.mx_port) as wire:
        plain = wire.socket.dup()
        wire.start_tls(tls_client)
        assert wire.say("EHLO x.example").startswith("250-")
        plain.sendall(b"MAIL FROM:<a@x.example>\r\n")
        plain.close()
        assert wire.is_closed()
