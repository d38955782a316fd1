"""Any bytes on the wire: every answer is a well-formed reply, nothing is accepted, no crash."""

import asyncio
import re
import socket
import threading
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailsvc.base.errors import NotFound
from mailsvc.relay.certificates import Certificates
from mailsvc.relay.doors import Doors
from mailsvc.relay.limits import Limits
from mailsvc.relay.server import Listener, Relay
from mailsvc.submission.policy import Source

REPLY = re.compile(rb"[2-5]\d\d[ -]([^\r\n]*)\r\n")
TEXT = """
EHLO HELO MAIL FROM:<a@x.example> FROM:<> RCPT TO:<b@x.example> DATA AUTH PLAIN LOGIN = * AA==
STARTTLS NOOP RSET VRFY EXPN HELP SIZE=1 RET=FULL NOTIFY=NEVER ORCPT=rfc822;a x < > . đ
"""
WORDS = st.sampled_from([*TEXT.split(), "\r", "\n", "\0", ""])
LINES = st.lists(WORDS, max_size=6).map(lambda words: " ".join(words).encode())
SCRIPT = st.lists(LINES | st.binary(max_size=40), max_size=12)


def refuse(*args, **options):
    raise NotFound("unknown_recipient", "Không có hộp thư này.")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    doors = Doors(*[refuse] * len(fields(Doors)))
    limits = Limits(errors_max=1000, unknown_recipients_max=1000, sessions_per_address=1000)
    loop, ready = asyncio.new_event_loop(), threading.Event()
    relay = Relay(
        doors=doors,
        certificates=Certificates(tmp_path_factory.mktemp("tls"), "mail.dienbien.example"),
        host_name="mail.dienbien.example",
        limits=limits,
    )
    found = []

    def run():
        found.extend(loop.run_until_complete(relay.start([Listener(Source.MX, "127.0.0.1", 0)])))
        ready.set()
        loop.run_forever()
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(10)
    yield found[0]
    asyncio.run_coroutine_threadsafe(relay.stop(drain_s=1), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    relay.close()


@settings(max_examples=60, deadline=None)
@given(SCRIPT)
def test_every_reply_is_well_formed_and_nothing_is_accepted(port, script):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"".join(line.replace(b"STARTTLS", b"NOOP") + b"\r\n" for line in script))
        client.shutdown(socket.SHUT_WR)
        said = b""
        while chunk := client.recv(65536):
            said += chunk
    lines = said.splitlines(keepends=True)
    assert lines[0].startswith(b"220 ")
    for line in lines:
        assert REPLY.fullmatch(line), line
        assert not line.startswith((b"354", b"451"))
        assert b"accepted" not in line
