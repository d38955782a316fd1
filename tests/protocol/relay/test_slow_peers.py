"""Silent, half-open, slow and deaf peers lose their slot in time, and nobody waits for them."""

import time

import pytest

from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.limits import Limits
from tests.protocol.relay.support import Wire, reset

HOA = "hoa@stttt.dienbien.example"
SHORT = Limits(idle_s=0.5, data_s=0.6, handshake_s=0.5, sessions_per_address=2000)
BUSY_S = 3.0  # the product's limits are minutes; here everything must be over within this
START = [b"EHLO x.example\r\n", b"MAIL FROM:<a@x.example>\r\n", f"RCPT TO:<{HOA}>\r\n".encode()]


def good_mail_takes_s(relay):
    """What a friend notices of all this."""
    begin = time.monotonic()
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO tot.example")
        assert wire.mail(b"Subject: tot\r\n\r\ntot\r\n.\r\n", to=HOA).startswith("250 2.0.0 acc")
    return time.monotonic() - begin


def wait_empty(relay):
    deadline = time.monotonic() + BUSY_S
    while relay.gate.total:
        assert time.monotonic() < deadline, relay.gate.total
        time.sleep(0.02)


def drip(wire, data, pause_s=0.05):
    """One byte after the other until the server has had enough."""
    try:
        for byte in data:
            wire.send(bytes([byte]))
            time.sleep(pause_s)
    except ConnectionError:
        return
    pytest.fail("the server waited to the end")


def silent_at_once(wire):
    """Nothing ever said: the half-open connection of a machine that was unplugged."""


def silent_in_transaction(wire):
    for line in START:
        wire.say(line)


def silent_in_data(wire):
    silent_in_transaction(wire)
    wire.say("DATA")
    wire.send(b"Subject: x\r\n")


def silent_in_a_line(wire):
    wire.send(b"EHLO x.exa")


def silent_in_handshake(wire):
    wire.say("STARTTLS")
    wire.send(b"\x16\x03\x01\x02")


def silent_in_login(wire):
    wire.say("EHLO x.example")
    wire.send(b"AUTH LOGIN\r\n")


def deaf(wire):
    """Talks for ever, reads nothing: our answers pile up."""
    wire.socket.settimeout(0.3)
    try:
        while True:
            wire.send(b"HELP\r\n" * 20_000)
    except OSError:
        return


def gone_after_the_dot(wire):
    silent_in_transaction(wire)
    wire.say("DATA")
    wire.send(b"x\r\n.\r\n")
    reset(wire)


SILENT = [
    silent_at_once,
    silent_in_transaction,
    silent_in_data,
    silent_in_a_line,
    silent_in_handshake,
    silent_in_login,
    deaf,
    gone_after_the_dot,
]


@pytest.mark.parametrize("way", SILENT)
def test_silent_peers_lose_their_slots(start, hoa, way):
    relay = start(limits=SHORT)
    peers = [Wire(relay.mx_port) for _ in range(5)]
    for wire in peers:
        way(wire)
    assert good_mail_takes_s(relay) < BUSY_S
    wait_empty(relay)
    for wire in peers:
        wire.close()
    taken = 5 if way is gone_after_the_dot else 0
    assert taken >= QueuedMessage.objects.count() - 1 >= 0


@pytest.mark.parametrize(
    ("script", "slowly"),
    [
        ([], b"EHLO x.example" * 10),
        (START, b"NOOP " + b"x" * 100),
        ([*START, b"DATA\r\n"], b"Subject: mot\r\n" * 10),
        ([b"STARTTLS\r\n"], b"\x16\x03\x01\x02\x00" + b"\x01" * 100),
    ],
    ids=["hello", "command", "data", "handshake"],
)
def test_one_byte_at_a_time_is_not_for_ever(start, hoa, script, slowly):
    relay = start(limits=SHORT)
    with Wire(relay.mx_port) as wire:
        for line in script:
            wire.say(line)
        drip(wire, slowly)
    wait_empty(relay)
    assert good_mail_takes_s(relay) < BUSY_S


def test_chatter_ends_at_the_ceiling(start):
    """Every command in time, and still not for ever."""
    with Wire(start(limits=Limits(session_s=0.5, empty_commands_max=10**6)).mx_port) as wire:
        answers = set()
        try:
            while answer := wire.say("NOOP"):
                answers.add(answer)
        except ConnectionError:
            pass
        assert answers <= {"250 2.0.0 ok", "421 4.4.2 timed out"}


def test_many_slow_mails_do_not_fill_the_memory(start, hoa):
    """Unfinished mail is counted over all connections; what is too much is told to come again."""
    relay = start(limits=Limits(buffered_max_bytes=1_000_000, sessions_per_address=2000))
    peers = [Wire(relay.mx_port) for _ in range(30)]
    for wire in peers:
        for line in (*START, b"DATA\r\n"):
            wire.say(line)
        wire.send((b"x" * 98 + b"\r\n") * 1000)
    answers = []
    for wire in peers:
        wire.send(b".\r\n")
        answers.append(wire.read()[:9])
        wire.close()
    assert set(answers) == {"250 2.0.0", "452 4.3.1"}
    assert answers.count("250 2.0.0") == QueuedMessage.objects.count() <= 11
    wait_empty(relay)
    assert relay.gate.buffered_bytes == 0
    assert good_mail_takes_s(relay) < BUSY_S
