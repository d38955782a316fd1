"""Limits: each refuses with a reply, and a 421 really closes."""

import contextlib
import threading
import time
from contextlib import ExitStack

import pytest

from mailsvc.authn.services import Facts
from mailsvc.metrics.declare import registry
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.limits import Limits
from tests.protocol.relay.support import WAIT_S, Wire


class Rejected:
    """How many a limit has turned away since `before`."""

    def __init__(self, limit):
        self._limit = {"limit": limit}
        self._before = self._count()

    def __call__(self):
        return self._count() - self._before

    def _count(self):
        return registry.get_sample_value("congvan_relay_rejected_total", self._limit)


def test_idle_newcomer_makes_room_for_a_good_peer(start, hoa):
    rejected = Rejected("sessions")
    relay = start(limits=Limits(sessions_max=2, grace_s=0))
    with Wire(relay.mx_port) as settled, Wire(relay.mx_port) as silent:
        settled.say("EHLO x.example")
        settled.mail(b"x\r\n.\r\n", to=hoa.mailbox.address)
        with Wire(relay.mx_port) as good:
            good.say("EHLO x.example")
            assert good.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")
            assert silent.read().startswith("421 4.7.0")
            assert silent.read() == ""
            assert settled.say("NOOP").startswith("250")
            with Wire(relay.mx_port, greet=False) as late:
                assert late.read().startswith("421 4.7.0")
    assert rejected() == 2


def test_new_sessions_of_a_minute(start):
    rejected = Rejected("new_sessions_per_minute")
    relay = start(limits=Limits(new_sessions_per_minute=2))
    answers = []
    for _ in range(5):  # a new minute may begin among them, not two
        with Wire(relay.mx_port, greet=False) as wire:
            answers.append(wire.read()[:9])
    assert 1 <= answers.count("421 4.7.0") == rejected() <= 3


def test_mails_of_one_connection(start, hoa):
    rejected = Rejected("envelopes")
    with Wire(start(limits=Limits(envelopes_max=2)).mx_port) as wire:
        wire.say("EHLO x.example")
        for _ in range(2):
            assert wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")
        assert wire.say("MAIL FROM:<a@x.example>").startswith("421 4.7.0")
        assert wire.read() == ""
    assert (rejected(), QueuedMessage.objects.count()) == (1, 2)


def test_too_large_by_its_own_word_and_in_truth(start, hoa, settings):
    settings.MESSAGE_MAX_BYTES = 1000
    rejected = Rejected("message_bytes")
    with Wire(start().mx_port) as wire:
        wire.say("EHLO x.example")
        assert wire.say("MAIL FROM:<a@x.example> SIZE=1001").startswith("552 5.3.4")
        large = b"x" * 900 + b"\r\n" + b"y" * 900 + b"\r\n.\r\n"
        assert wire.mail(large, to=hoa.mailbox.address).startswith("552 5.3.4")
    assert (rejected(), QueuedMessage.objects.count()) == (2, 0)


def test_recipients_of_one_mail(start, hoa, settings):
    settings.RECIPIENTS_MAX = 1
    rejected = Rejected("recipients")
    with Wire(start().mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say("MAIL FROM:<a@x.example>")
        to = f"RCPT TO:<{hoa.mailbox.address}>"
        assert [wire.say(to)[:9] for _ in range(2)] == ["250 2.1.5", "452 4.5.3"]
    assert rejected() == 1


def test_trickle_within_data_ends(start, hoa):
    rejected = Rejected("data_progress_bytes")
    relay = start(limits=Limits(data_window_s=0.5, data_progress_bytes=1000))
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say("MAIL FROM:<a@x.example>")
        wire.say(f"RCPT TO:<{hoa.mailbox.address}>")
        wire.say("DATA")
        wire.socket.settimeout(0.05)
        for _ in range(100):
            with contextlib.suppress(OSError):  # closed, or nothing said yet
                wire.send(b"x")
                if wire.socket.recv(100).startswith(b"421 4.4.2"):
                    break
        else:
            raise AssertionError("never ended")
    assert rejected() == 1


def test_sessions_in_all_and_by_address(start):
    for limits in (Limits(sessions_max=2), Limits(sessions_per_address=2)):
        relay = start(limits=limits)
        with Wire(relay.mx_port) as one, Wire(relay.mx_port):
            with Wire(relay.mx_port, greet=False) as third:
                assert third.read().startswith("421 4.7.0")
                assert third.read() == ""
            one.say("QUIT")
            assert one.read() == ""
            with Wire(relay.mx_port) as again:
                assert again.say("NOOP").startswith("250")


def test_errors_end_the_session(start):
    rejected = Rejected("errors")
    with Wire(start(limits=Limits(errors_max=3)).mx_port) as wire:
        assert [wire.say("SAI")[:9] for _ in range(3)] == ["500 5.5.2"] * 3
        assert wire.read().startswith("421 4.7.0")
        assert wire.read() == ""
    assert rejected() == 1


def test_commands_that_lead_nowhere_end_the_session(start, hoa):
    with Wire(start(limits=Limits(empty_commands_max=3)).mx_port) as wire:
        for _ in range(3):
            wire.say("EHLO x.example")
            assert wire.say("NOOP").startswith("250")
            # A mail between them makes up for it.
            assert wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")
        assert [wire.say("RSET")[:9] for _ in range(4)] == ["250 2.0.0"] * 3 + ["421 4.7.0"]
        assert wire.read() == ""


def test_unknown_recipients_end_the_session(start, hoa):
    rejected = Rejected("unknown_recipients")
    with Wire(start(limits=Limits(unknown_recipients_max=2)).mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say("MAIL FROM:<a@x.example>")
        answers = [wire.say(f"RCPT TO:<m{n}@stttt.dienbien.example>")[:9] for n in range(3)]
        assert answers == ["550 5.1.1", "550 5.1.1", "421 4.7.0"]
        assert wire.read() == ""
    assert rejected() == 1


@pytest.mark.parametrize(
    ("limit", "limits", "script"),
    [
        ("idle_seconds", Limits(idle_s=0.2), []),
        ("idle_seconds", Limits(idle_s=0.2), ["EHLO x.example"]),
        ("session_seconds", Limits(session_s=0.2), []),
        (
            "data_seconds",
            Limits(data_s=0.2),
            ["EHLO x", "MAIL FROM:<a@x.example>", "RCPT TO:<hoa@stttt.dienbien.example>", "DATA"],
        ),
    ],
    ids=["idle", "idle-later", "ceiling", "data"],
)
def test_timeouts_say_421_and_close(start, limit, limits, script):
    rejected = Rejected(limit)
    with Wire(start(limits=limits).mx_port) as wire:
        for command in script:
            wire.say(command)
        assert wire.read() == "421 4.4.2 timed out"
        assert wire.read() == ""
    assert rejected() == 1


def test_timer_does_not_run_while_we_work(start, hoa):
    gate = threading.Event()

    def slow(content, ip, helo, mail_from):
        gate.wait(0.6)
        return Facts(b"")

    relay = start(authenticate_mail=slow, limits=Limits(idle_s=0.3, data_s=0.3))
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO x.example")
        assert wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")


def test_hanging_name_server_does_not_hold_mail(start, hoa):
    gate = threading.Event()

    def hanging(content, ip, helo, mail_from):
        gate.wait(WAIT_S)
        return Facts(b"Authentication-Results: x\r\n")

    relay = start(authenticate_mail=hanging, limits=Limits(authn_s=0.1))
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO x.example")
        for _ in range(6):
            assert wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")
    gate.set()


def test_full_memory_is_a_temporary_refusal(start, hoa):
    with Wire(start(limits=Limits(buffered_max_bytes=1000)).mx_port) as wire:
        wire.say("EHLO x.example")
        large = b"x" * 900 + b"\r\n" + b"y" * 900 + b"\r\n.\r\n"
        assert wire.mail(large, to=hoa.mailbox.address).startswith("452 4.3.1")
        assert wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")


def test_client_that_hangs_up_within_data_leaves_nothing(start, hoa):
    relay = start()
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say("MAIL FROM:<a@x.example>")
        wire.say(f"RCPT TO:<{hoa.mailbox.address}>")
        wire.say("DATA")
        wire.send(b"x\r\n.\r")
    relay.stop()
    assert QueuedMessage.objects.count() == 0


def test_half_closed_client_is_answered(start, hoa):
    import socket

    with Wire(start().mx_port) as wire:
        wire.send(
            "EHLO x.example\r\nMAIL FROM:<a@x.example>\r\n"
            f"RCPT TO:<{hoa.mailbox.address}>\r\nDATA\r\n".encode()
        )
        wire.send(b"x\r\n.\r\n")
        wire.socket.shutdown(socket.SHUT_WR)
        answers = [wire.read()[:3] for _ in range(6)]
    assert answers == ["250", "250", "250", "354", "250", ""]
    assert QueuedMessage.objects.count() == 1


def test_stop_says_goodbye_to_the_idle_and_lets_the_busy_finish(start, hoa):
    gate, inside = threading.Event(), threading.Event()

    def slow(content, ip, helo, mail_from):
        inside.set()
        gate.wait(WAIT_S)
        return Facts(b"")

    relay = start(authenticate_mail=slow)
    with Wire(relay.mx_port) as idle, Wire(relay.mx_port) as busy:
        busy.say("EHLO x.example")
        busy.say("MAIL FROM:<a@x.example>")
        busy.say(f"RCPT TO:<{hoa.mailbox.address}>")
        busy.say("DATA")
        busy.send(b"x\r\n.\r\n")
        assert inside.wait(WAIT_S)
        stopping = threading.Thread(target=relay.stop)
        stopping.start()
        assert idle.read().startswith("421 4.3.2")
        assert idle.read() == ""
        gate.set()
        assert busy.read().startswith("250 2.0.0 accepted as")
        assert busy.read().startswith("421 4.3.2")
        assert busy.read() == ""
        stopping.join(WAIT_S)
    assert QueuedMessage.objects.count() == 1


def test_large_mails_come_whole_through_little_memory(start, hoa):
    """Twelve of 2 MB at once, while all together may hold 8 MB: none is put off, none is cut."""
    relay = start(limits=Limits(held_max_bytes=65536, buffered_max_bytes=8_000_000))
    lines = b"Subject: x\r\n\r\n"
    lines += b"".join(b"%06d " % line + b"x" * 60 + b"\r\n" for line in range(30_000))
    body = lines + b"..cuoi\r\n"
    peak = 0
    with ExitStack() as stack:
        wires = [stack.enter_context(Wire(relay.mx_port)) for _ in range(12)]
        for wire in wires:
            wire.say("EHLO x.example")
            wire.say("MAIL FROM:<a@x.example>")
            wire.say(f"RCPT TO:<{hoa.mailbox.address}>")
            wire.say("DATA")
        for begin in range(0, len(body), 50_000):
            for wire in wires:
                wire.send(body[begin : begin + 50_000])
            peak = max(peak, relay.gate.buffered_bytes)
        for wire in wires:
            wire.send(b".\r\n")
        answers = [wire.read() for wire in wires]
    assert [answer[:21] for answer in answers] == ["250 2.0.0 accepted as"] * 12
    stored = {spool.read(answer.split()[-1]) for answer in answers}
    assert stored == {body.replace(b"..cuoi", b".cuoi")}
    assert peak < 8_000_000
    assert relay.gate.buffered_bytes == 0


def test_a_disk_that_refuses_puts_large_mail_off_and_takes_small(start, hoa, settings, tmp_path):
    relay = start(limits=Limits(held_max_bytes=1000))
    usual = settings.SPOOL_DIR
    (tmp_path / "file").write_text("x")
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO x.example")
        settings.SPOOL_DIR = tmp_path / "file" / "spool"
        wire.say("MAIL FROM:<a@x.example>")
        wire.say(f"RCPT TO:<{hoa.mailbox.address}>")
        wire.say("DATA")
        wire.send(b"x" * 900 + b"\r\n" + b"y" * 900 + b"\r\n")
        time.sleep(0.1)
        wire.send(b".\r\n")
        assert wire.read().startswith("452 4.3.1")
        settings.SPOOL_DIR = usual
        assert wire.mail(b"x\r\n.\r\n", to=hoa.mailbox.address).startswith("250")
