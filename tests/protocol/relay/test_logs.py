"""What goes through the system leaves its trace id in the log, and nothing of itself.

Mails are accepted, refused, delivered, deferred, held and reported back; then the log is searched
for their subjects, texts, addresses and passwords.
"""

import io
import logging
from base64 import b64encode

import pytest
from django.conf import settings
from django.db import OperationalError

from mailsvc.base.logs import TraceFilter
from mailsvc.delivery.transports.base import Outcome, deferred, failed
from mailsvc.delivery.worker import run_once
from mailsvc.directory.actor import SYSTEM
from mailsvc.operations.services import drop
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests.protocol.relay.support import Wire
from tests.service.delivery.conftest import DELIVERED, FakeTransports

SUBJECT, TEXT, NAME = "Ke hoach kin 7A", "Noi dung rieng 9B", "Quang Thi Hoa"
FOREIGN = "vanthu@noi-khac.example"
CONTENT = f"From: {NAME} <{{0}}>\r\nSubject: {SUBJECT}\r\n\r\n{TEXT}\r\n.\r\n"
WRONG = "mat-khau-sai-2009"


@pytest.fixture
def log():
    """All lines at INFO as the product writes them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(TraceFilter())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    root, own = logging.getLogger(), logging.getLogger("mailsvc")
    level = own.level
    root.addHandler(handler)
    own.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    own.setLevel(level)


def plain(address, password):
    return b64encode(f"\0{address}\0{password}".encode()).decode()


def accepted_by_mx(relay, to):
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO noi-khac.example")
        wire.say(f"MAIL FROM:<{FOREIGN}>")
        wire.say("RCPT TO:<khong.co@stttt.dienbien.example>")
        wire.say("RCPT TO:<ai@gmail.example>")
        wire.say("RSET")
        wire.mail(
            CONTENT.format(FOREIGN).replace(TEXT, f"{TEXT}\nx").encode(), sender=FOREIGN, to=to
        )
        answer = wire.mail(CONTENT.format(FOREIGN).encode(), sender=FOREIGN, to=to)
    return answer.split()[-1]


def accepted_by_submission(relay, tls_client, address, password, to):
    with Wire(relay.submission_port) as wire:
        wire.say("EHLO may-tinh")
        wire.start_tls(tls_client)
        wire.say("EHLO may-tinh")
        assert wire.say(f"AUTH PLAIN {plain(address, WRONG)}").startswith("535")
        assert wire.say(f"AUTH PLAIN {plain(address, password)}").startswith("235")
        wire.say("MAIL FROM:<gia.mao@stttt.dienbien.example>")
        return wire.mail(CONTENT.format(address).encode(), sender=address, to=to).split()[-1]


def lines_of(log, trace_id):
    return [line for line in log.getvalue().splitlines() if f"[{trace_id}]" in line]


def secrets(hoa, password):
    address = hoa.mailbox.address
    return [
        SUBJECT, TEXT, NAME, FOREIGN, address, WRONG, password, "khong.co@", "ai@gmail", "gia.mao@",
        plain(address, password), plain(address, WRONG),
    ]  # fmt: skip


def assert_keeps_secrets(log, hoa, password):
    said = log.getvalue()
    assert [one for one in secrets(hoa, password) if one in said] == []


def test_accepting_and_refusing_say_no_secrets(log, relay, hoa, app_password, tls_client):
    address = hoa.mailbox.address
    for trace_id in (
        accepted_by_mx(relay, address),
        accepted_by_submission(relay, tls_client, address, app_password, FOREIGN),
    ):
        (line,) = lines_of(log, trace_id)
        assert "accepted" in line
    assert_keeps_secrets(log, hoa, app_password)


def test_a_mail_that_could_not_be_stored_says_no_secrets(log, start, hoa, app_password, tls_client):
    def away(batch):
        raise OperationalError(f"connection lost while writing {hoa.mailbox.address}")

    relay = start(store=away)
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO noi-khac.example")
        answer = wire.mail(CONTENT.format(FOREIGN).encode(), sender=FOREIGN, to=hoa.mailbox.address)
    assert answer.startswith("451")
    assert "answered 451" in log.getvalue()
    assert_keeps_secrets(log, hoa, app_password)


@pytest.mark.parametrize(
    "answer",
    [
        DELIVERED,
        deferred("4.2.1", f"{FOREIGN} is busy"),
        failed("5.1.1", f"no {FOREIGN} here, {SUBJECT}"),
        None,
    ],
    ids=["delivered", "deferred", "failed", "held"],
)
def test_every_end_of_an_attempt_is_one_line(log, relay, hoa, app_password, tls_client, answer):
    trace_id = accepted_by_submission(relay, tls_client, hoa.mailbox.address, app_password, FOREIGN)
    run_once(FakeTransports(lambda _: answer), limit=1)
    _accepted, line = lines_of(log, trace_id)
    state = {"due": "deferred"}.get(QueuedRecipient.objects.get(message=trace_id).state)
    assert (state or QueuedRecipient.objects.get(message=trace_id).state) in line
    assert "noi-khac.example" in line
    assert_keeps_secrets(log, hoa, app_password)


def test_an_error_nobody_foresaw_says_where_not_what(log, relay, hoa, app_password, tls_client):
    def breaks(_: str) -> Outcome:
        raise RuntimeError("bug")

    trace_id = accepted_by_mx(relay, hoa.mailbox.address)
    run_once(FakeTransports(breaks))
    assert any("the mail is held" in line for line in lines_of(log, trace_id))
    assert_keeps_secrets(log, hoa, app_password)


def test_what_an_operator_does_says_no_secrets(log, relay, hoa, app_password, tls_client):
    accepted_by_submission(relay, tls_client, hoa.mailbox.address, app_password, FOREIGN)
    pks = list(QueuedRecipient.objects.values_list("pk", flat=True))
    drop(SYSTEM, recipient_pks=pks, reason=f"Thư của {NAME} gửi nhầm {FOREIGN}")
    assert QueuedMessage.objects.exclude(report_of="").exists()
    assert_keeps_secrets(log, hoa, app_password)


def test_the_search_would_find_a_leak(log, hoa, app_password):
    for secret in secrets(hoa, app_password):
        logging.getLogger("mailsvc.relay.handler").info("leak %s", secret)
        with pytest.raises(AssertionError):
            assert_keeps_secrets(log, hoa, app_password)
        log.truncate(0)
