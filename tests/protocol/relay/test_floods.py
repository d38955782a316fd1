"""Far too much of everything: connections, resets, recipients, headers, parts, garbage."""

import os
import random
import time

import pytest

from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.limits import Limits
from tests.protocol.relay.support import Wire, count_accepted, reset, talk
from tests.protocol.relay.test_slow_peers import good_mail_takes_s, wait_empty

HOA = "hoa@stttt.dienbien.example"
OPEN = Limits(
    sessions_max=3000,
    sessions_per_address=3000,
    new_sessions_per_minute=10**6,
    errors_max=10**6,
)
HELLO = b"EHLO x.example\r\n"
ENVELOPE = f"MAIL FROM:<a@x.example>\r\nRCPT TO:<{HOA}>\r\nDATA\r\n".encode()
IN_TIME_S = 15.0  # a good client on a busy test machine


def test_a_thousand_connections_and_a_storm_of_resets(start, hoa):
    relay = start(limits=OPEN)
    peers = [Wire(relay.mx_port, greet=False) for _ in range(1000)]
    assert good_mail_takes_s(relay) < IN_TIME_S
    for number, wire in enumerate(peers):
        if number % 2:
            reset(wire)  # many before they were greeted
        else:
            wire.close()
    for _ in range(300):
        reset(Wire(relay.mx_port, greet=False))
    wait_empty(relay)
    assert good_mail_takes_s(relay) < IN_TIME_S


def test_more_than_the_limit_are_told_so_and_the_rest_is_served(start, hoa):
    relay = start(limits=Limits(sessions_max=50, sessions_per_address=50))
    inside = [Wire(relay.mx_port) for _ in range(50)]
    outside = [Wire(relay.mx_port, greet=False) for _ in range(100)]
    assert {wire.read() for wire in outside} == {"421 4.7.0 too many connections, try again later"}
    assert all(wire.say("NOOP").startswith("250") for wire in inside)
    for wire in (*inside, *outside):
        wire.close()
    wait_empty(relay)
    assert good_mail_takes_s(relay) < IN_TIME_S


GARBAGE = {
    "zeros": b"\0" * 300_000,
    "random": random.Random(3).randbytes(300_000),
    "no-line-end": b"A" * 300_000,
    "only-line-ends": b"\r\n" * 10_000,
    "only-cr": b"\r" * 300_000,
    "only-lf": b"\n" * 100_000,
    "tls-hello": bytes.fromhex("16030100c8010000c40303") + os.urandom(200),
    "tls-alert": bytes.fromhex("15030100020228") * 1000,
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n" * 100,
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 1000,
    "imap": b"a1 LOGIN x y\r\n" * 1000,
    "ldap": bytes.fromhex("300c020101600702010304008000") * 1000,
    "endless-verb": b"MAIL" * 100_000 + b"\r\n",
    "noop-flood": b"NOOP\r\n" * 50_000,
    "auth-flood": b"AUTH PLAIN AAAA\r\n" * 5_000,
    "mail-flood": HELLO + b"MAIL FROM:<a@x.example>\r\nRSET\r\n" * 5_000,
    "bdat": HELLO + b"BDAT 100000 LAST\r\n" + b"x" * 100_000,
}


@pytest.mark.parametrize("port", ["mx_port", "submission_port"])
def test_garbage_is_refused_and_forgotten(relay, hoa, port):
    for name, garbage in GARBAGE.items():
        answers = talk(getattr(relay, port), garbage)
        assert not any(answer.startswith(("354", "451")) for answer in answers), name
        assert count_accepted(answers) == QueuedMessage.objects.count() == 0, name
    assert good_mail_takes_s(relay) < IN_TIME_S


def test_ten_thousand_recipients_are_counted_not_kept(start, hoa):
    relay = start(limits=OPEN)
    many = b"".join(b"RCPT TO:<hoa+%d@stttt.dienbien.example>\r\n" % n for n in range(3000))
    script = HELLO + b"MAIL FROM:<a@x.example>\r\n" + many + b"DATA\r\nx\r\n.\r\n"
    answers = talk(relay.mx_port, script)
    assert count_accepted(answers) == 1
    assert sum(answer.startswith("452 4.5.3") for answer in answers) == 2900
    # All of them lead to one mailbox: one mail.
    assert QueuedMessage.objects.get().recipients.count() == 1


MB = 1024 * 1024
MONSTERS = {
    "header-fields": b"X-Y: z\r\n" * 100_000 + b"\r\nx\r\n",
    "authentication-results": b"Authentication-Results: a.example; spf=pass\r\n" * 40_000 + b"\r\n",
    "received-late": b"X-Y: z\r\n" * 100_000 + b"Received: x\r\n" * 60 + b"\r\n",
    "dkim-signatures": b"DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=a; h=from; bh=; b=\r\n"
    * 5000,
    "folded-field": b"Subject: x" + b"\r\n y" * 200_000 + b"\r\n\r\nx\r\n",
    "empty-lines": b"From: a@x.example\r\n\r\n" + b"\r\n" * 2_000_000,
    "dots": b"From: a@x.example\r\n\r\n" + b"..\r\n" * 500_000,
    "no-header-end": b"a:b\r\n" * 400_000,
    "addresses": b"From: a@x.example\r\nTo: "
    + b"<a@x.example>,\r\n " * 60_000
    + b"b@x\r\n\r\nx\r\n",
    "nested-parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(3000)
    ),
    "many-parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 100_000,
    "comment": b"From: " + b"(" * 60_000 + b"\r\n" + b" (" * 30_000 + b"\r\n\r\nx\r\n",
    "quotes": b"From: " + b'"\\' * 30_000 + b"\r\n\r\nx\r\n",
}


def test_monstrous_mail_is_taken_or_refused_in_time(relay, hoa):
    accepted = 0
    for name, monster in MONSTERS.items():
        begin = time.monotonic()
        answers = talk(relay.mx_port, HELLO + ENVELOPE + monster + b"\r\n.\r\nNOOP\r\n")
        assert answers[-1] == "250 2.0.0 ok", name
        assert not any(answer.startswith("451") for answer in answers), name
        assert time.monotonic() - begin < 2 * IN_TIME_S, name
        is_too_long = b"\r\n\r\n" not in monster[:300_000]
        assert any(answer.startswith("552 5.3.4") for answer in answers) == is_too_long, name
        accepted += count_accepted(answers)
    assert QueuedMessage.objects.count() == accepted
    assert good_mail_takes_s(relay) < IN_TIME_S
