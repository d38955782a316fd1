"""clamd and rspamd before a mail is taken: the real ones, and peers that misbehave."""

import socket
import threading
import time
from base64 import b64encode

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.queue.models import QueuedMessage
from mailsvc.submission.hooks.verdict import not_screened
from tests.protocol.relay.support import Wire
from tests.support.clamd import MARK, SIGNATURE, STREAM_MAX_BYTES, running_clamd
from tests.support.rspamd import GTUBE, running_rspamd
from tests.support.rspamd_peer import running_peer

CLEAN = "Subject: Báo cáo\r\n\r\nKính gửi đồng chí.\r\n.\r\n".encode()
INFECTED = (
    b"MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=bao-cao.exe\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(b"MZ" + MARK) + b"\r\n.\r\n"
)
ODD = [b"", b"stream: UNKNOWN\0", b"OK\0", b"stream: OK\nstream: OK\0", b"\xff" * 5000]


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with running_clamd(tmp_path_factory.mktemp("clamd") / "c") as address:
        yield address


@pytest.fixture
def scanned(clamd, settings):
    settings.CLAMD_ADDRESS = clamd


@pytest.fixture
def rspamd(settings):
    with running_peer() as peer:
        settings.RSPAMD_URL = peer.url
        yield peer


@pytest.fixture
def scripted(tmp_path, settings):
    """A clamd that reads nothing and says `answer`; None: never says a word."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "c"))
    listening.listen()
    settings.CLAMD_ADDRESS, settings.SCREEN_S = str(tmp_path / "c"), 1
    open_ones, answer = [], [b""]

    def serve():
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            open_ones.append(peer)
            if answer[0] is not None:
                peer.sendall(answer[0])
                peer.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve)
    thread.start()
    yield answer
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()
    for peer in open_ones:
        peer.close()


def sent(relay, hoa, content):
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO noi-khac.example")
        return wire.mail(content, to=hoa.mailbox.address)


def test_virus_is_refused_and_written_down_and_the_next_mail_passes(scanned, start, hoa):
    relay = start()
    assert sent(relay, hoa, INFECTED) == "554 5.7.1 message contains malware"
    assert QueuedMessage.objects.count() == 0
    event = AuditEvent.objects.get(chain_id="screening")
    assert event.facts["reason"].startswith(SIGNATURE)
    assert event.facts["peer"] == "127.0.0.1"
    assert sent(relay, hoa, CLEAN).startswith("250")


def test_virus_of_our_own_is_refused_too(scanned, start, hoa, app_password, tls_client):
    login = b64encode(f"\0{hoa.mailbox.address}\0{app_password}".encode()).decode()
    with Wire(start().submissions_port, tls=tls_client) as wire:
        wire.say("EHLO may-tinh")
        assert wire.say(f"AUTH PLAIN {login}").startswith("235")
        mine, to = f"From: {hoa.mailbox.address}\r\n".encode(), "ai@noi-khac.example"
        sender = hoa.mailbox.address
        assert wire.mail(mine + INFECTED, sender=sender, to=to).startswith("554 5.7.1")
        assert wire.mail(mine + CLEAN, sender=sender, to=to).startswith("250")
    assert AuditEvent.objects.get(chain_id="screening").actor == hoa.actor.address


@pytest.mark.parametrize(
    ("setting", "answer"),
    [("refuse", "552 5.3.4"), ("defer", "451 4.7.0"), ("accept", "250 2.0.0")],
)
def test_mail_beyond_clamd_s_limit(scanned, start, hoa, settings, setting, answer):
    settings.CLAMD_TOO_LARGE = setting
    large = b"Subject: x\r\n\r\n" + b"x" * 60 + b"\r\n"
    large += (b"y" * 998 + b"\r\n") * (STREAM_MAX_BYTES // 1000 + 200) + b".\r\n"
    assert sent(start(), hoa, large)[:9] == answer
    assert QueuedMessage.objects.count() == (setting == "accept")


def test_clamd_that_is_down_lets_nothing_pass(start, hoa, settings, tmp_path):
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    assert sent(start(), hoa, CLEAN) == ("451 4.7.0 content cannot be checked now, try again later")
    assert QueuedMessage.objects.count() == 0


@pytest.mark.parametrize("said", ODD)
def test_odd_answer_of_clamd_lets_nothing_pass(scripted, start, hoa, said):
    scripted[0] = said
    assert sent(start(), hoa, CLEAN).startswith("451 4.7.0")
    assert QueuedMessage.objects.count() == 0


def test_silent_clamd_lets_nothing_pass_and_holds_nobody_long(scripted, start, hoa):
    scripted[0] = None
    begin = time.monotonic()
    assert sent(start(), hoa, CLEAN).startswith("451 4.7.0")
    assert time.monotonic() - begin < 20
    assert QueuedMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("no action", "250 2.0.0"),
        ("greylist", "451 4.7.1"),
        ("soft reject", "451 4.7.1"),
        ("add header", "250 2.0.0"),
        ("rewrite subject", "250 2.0.0"),
        ("reject", "550 5.7.1"),
        ("discard", "550 5.7.1"),
        ("something new", "451 4.7.0"),
    ],
)
def test_rspamd_s_action_decides_whatever_the_score(rspamd, start, hoa, action, answer):
    rspamd.says(action, score=99.0 if action == "no action" else -99.0)
    assert sent(start(), hoa, CLEAN)[:9] == answer
    is_junk = action in {"add header", "rewrite subject"}
    marked = [bytes(m.prefix).startswith(b"X-CV-Junk: ") for m in QueuedMessage.objects.all()]
    assert marked == ([is_junk] if answer.startswith("250") else [])


def test_real_rspamd_says_its_word(start, hoa, settings, tmp_path):
    with running_rspamd(tmp_path / "r") as settings.RSPAMD_URL:
        relay = start()
        spam = b"Subject: x\r\n\r\n" + GTUBE + b"\r\n.\r\n"
        assert sent(relay, hoa, spam) == "550 5.7.1 message refused as spam"
        assert AuditEvent.objects.get(chain_id="screening").facts["reason"] == "reject"
        assert sent(relay, hoa, CLEAN).startswith("250")
    assert sent(relay, hoa, CLEAN).startswith("451 4.7.0")  # it is down now
    assert QueuedMessage.objects.count() == 1


def test_rspamd_is_told_who_and_what(rspamd, start, hoa):
    rspamd.says("no action")
    sent(start(), hoa, CLEAN)
    ((path, fields, content),) = rspamd.seen
    assert path == "/checkv2"
    assert content == CLEAN[:-3]
    told = dict(fields)
    assert told["From"] == "ai@noi-khac.example"
    assert told["Rcpt"] == hoa.mailbox.address
    assert (told["IP"], told["Helo"]) == ("127.0.0.1", "noi-khac.example")
    assert told["Queue-Id"] == QueuedMessage.objects.get().pk
    assert "User" not in told


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"action": 5}', b'{"action": []}', b"\xff"])
def test_odd_answer_of_rspamd_lets_nothing_pass(rspamd, start, hoa, said):
    rspamd.answer = said
    assert sent(start(), hoa, CLEAN).startswith("451 4.7.0")
    assert QueuedMessage.objects.count() == 0


def test_rspamd_in_trouble_silent_or_down_lets_nothing_pass(rspamd, start, hoa, settings):
    relay = start()
    rspamd.says("no action")
    rspamd.status = 500
    assert sent(relay, hoa, CLEAN).startswith("451 4.7.0")
    rspamd.status, rspamd.silence, settings.SCREEN_S = 200, threading.Event(), 1
    assert sent(relay, hoa, CLEAN).startswith("451 4.7.0")
    settings.RSPAMD_URL = "http://127.0.0.1:1"
    assert sent(relay, hoa, CLEAN).startswith("451 4.7.0")
    assert QueuedMessage.objects.count() == 0


def test_hook_that_failed_thrice_is_not_waited_for(start, hoa, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    asked = []

    def admit(*_, **__):
        asked.append(1)
        raise not_screened("clamd", "down")

    relay = start(admit=admit)
    answers = [sent(relay, hoa, CLEAN)[:9] for _ in range(5)]
    assert answers == ["451 4.7.0"] * 5
    assert len(asked) == 3


def test_without_hooks_nobody_is_asked(start, hoa):
    def admit(*_, **__):
        raise AssertionError("asked")

    assert sent(start(admit=admit), hoa, CLEAN).startswith("250")
