"""Only CRLF.CRLF ends a mail, only CRLF ends a command, nothing crosses STARTTLS."""

import pytest

from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage
from tests.protocol.relay.support import Wire, talk

HEAD = b"From: ai@noi-khac.example\r\nSubject: x\r\n\r\nmot"
SMUGGLED = b"MAIL FROM:<la@x.example>\r\nRCPT TO:<hoa@stttt.dienbien.example>\r\nDATA\r\nhai\r\n"
VARIANTS = {
    "lf-dot-lf": b"\n.\n",
    "cr-dot-cr": b"\r.\r",
    "lf-dot-crlf": b"\n.\r\n",
    "crlf-dot-lf": b"\r\n.\n",
    "crlf-dot-cr": b"\r\n.\r",
    "cr-dot-crlf": b"\r.\r\n",
    "lf-dot-cr": b"\n.\r",
    "lf-cr-dot": b"\n\r.\r\n",
    "crlf-dot-cr-crlf": b"\r\n.\r\r\n",
    "crlf-dot-crcr": b"\r\n.\r\r",
    "nul": b"\r\n\0.\r\n",
    "dot-nul": b"\r\n.\0\r\n",
    "dot-blank": b"\r\n. \r\n",
    "dot-tab": b"\r\n.\t\r\n",
    "two-dots": b"\r\n..\r\n",
    "nel": b"\r\n.\xc2\x85",
}
CLEAN = {"nul", "dot-nul", "dot-blank", "dot-tab", "two-dots", "nel"}


@pytest.mark.parametrize("name", VARIANTS)
def test_variant_does_not_split_a_mail(mx, hoa, name):
    answer = mx.mail(HEAD + VARIANTS[name] + SMUGGLED + b"\r\n.\r\n", to=hoa.mailbox.address)
    assert mx.say("NOOP") == "250 2.0.0 ok"
    if name in CLEAN:
        assert answer.startswith("250 ")
        assert QueuedMessage.objects.count() == 1
    else:
        assert answer == "550 5.6.0 bare CR or LF in message"
        assert QueuedMessage.objects.count() == 0


def test_variants_come_to_the_same_byte_by_byte(relay, hoa):
    envelope = f"EHLO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<{hoa.mailbox.address}>\r\n"
    begin = envelope.encode() + b"DATA\r\n" + HEAD
    for name, variant in VARIANTS.items():
        answers = talk(relay.mx_port, begin + variant + SMUGGLED + b"\r\n.\r\nNOOP\r\n", step=1)
        codes = [answer[:3] for answer in answers]
        assert codes == [*["250"] * 3, "354", "250" if name in CLEAN else "550", "250"], name
    assert QueuedMessage.objects.count() == len(CLEAN)


def test_end_split_over_packets_is_found(mx, hoa):
    mx.say("MAIL FROM:<ai@noi-khac.example>")
    mx.say(f"RCPT TO:<{hoa.mailbox.address}>")
    mx.say("DATA")
    for byte in HEAD[-3:] + b"\r\n.\r\n":
        mx.send(bytes([byte]))
    assert mx.read().startswith("250 2.0.0 accepted as")
    assert mx.say("NOOP").startswith("250")


def test_empty_mail_and_dots(mx, hoa):
    first = mx.mail(b".\r\n", to=hoa.mailbox.address)
    assert spool.read(first.split()[-1]) == b"\r\n"
    dots = mx.mail(b"..\r\n...\r\n.a\r\n\r\n..\r\n.\r\n", to=hoa.mailbox.address)
    assert spool.read(dots.split()[-1]) == b".\r\n..\r\na\r\n\r\n.\r\n"


def test_commands_pipelined_after_the_end_are_answered_in_order(mx, hoa):
    address = hoa.mailbox.address
    mx.send(f"MAIL FROM:<a@x.example>\r\nRCPT TO:<{address}>\r\nRCPT TO:<la@x.example>\r\nDATA\r\n")
    assert [mx.read()[:3] for _ in range(4)] == ["250", "250", "550", "354"]
    mx.send(b"a\r\n.\r\nNOOP\r\nMAIL FROM:<b@x.example>\r\nQUIT\r\n")
    assert [mx.read()[:9] for _ in range(5)] == [
        "250 2.0.0", "250 2.0.0", "250 2.1.0", "221 2.0.0", "",
    ]  # fmt: skip


@pytest.mark.parametrize("line", [b"NOOP\n", b"NOOP\rQUIT\r\n", b"NOOP\r\r\n"])
def test_command_needs_crlf(mx, line):
    assert mx.say(line) == "500 5.5.2 lines must end in CRLF"
    assert mx.say("NOOP").startswith("250")


def test_endless_command_is_refused_and_skipped(mx):
    assert mx.say(b"NOOP " + b"x" * 200_000 + b"\r\n").startswith("500 5.5.2")
    assert mx.say(b"NOOP " + b"x" * 600 + b"\r\n").startswith("500 5.5.2")
    assert mx.say("NOOP").startswith("250")


@pytest.mark.parametrize("line", [b"\r\n", b"\xff\xfe\r\n", b"MAIL\r\n", b"MAIL FROM:\0<a@x>\r\n"])
def test_nonsense_is_refused_politely(mx, line):
    assert mx.say(line)[:5] in {"500 5", "501 5", "503 5", "553 5"}
    assert mx.say("NOOP").startswith("250")


@pytest.mark.parametrize("loop_name", ["uvloop", "asyncio"])
def test_command_injected_before_tls_is_discarded(relay, tls_client):
    with Wire(relay.submission_port) as wire:
        wire.say("EHLO x.example")
        wire.send(b"STARTTLS\r\nEHLO gia-mao.example\r\nNOOP\r\n")
        assert wire.read().startswith("220 2.0.0")
        wire.socket = tls_client.wrap_socket(wire.socket, server_hostname="127.0.0.1")
        wire._file = wire.socket.makefile("rb")
        # The first answer inside TLS belongs to the first command inside TLS.
        assert wire.say("MAIL FROM:<a@x.example>").startswith("503 5.5.1")
        assert "AUTH PLAIN LOGIN" in wire.say("EHLO x.example")


def test_size_limits_are_not_shared_between_connections(relay):
    long_mail = f"MAIL FROM:<{'a' * 60}@x.example> AUTH=<{'b' * 940}>"
    with Wire(relay.mx_port) as one, Wire(relay.mx_port) as two:
        for _ in range(10):
            one.say("EHLO x.example")
        with Wire(relay.mx_port):
            two.say("EHLO x.example")
            assert two.say(long_mail).startswith("500 5.5.2")
            assert one.say(long_mail).startswith("500 5.5.2")
            assert one.say("NOOP " + "x" * 520).startswith("500 5.5.2")
