"""A destination that is down is probed once, and everything follows its first answer."""

import threading
import time

import pytest
from django.conf import LazySettings
from django.db import connection

from mailsvc.delivery.groups import Group
from mailsvc.delivery.transports.base import OpenContent, Outcome, OutcomeKind, for_all
from mailsvc.delivery.worker import Worker
from mailsvc.queue import consistency
from mailsvc.queue.models import Attempt, Destination, QueuedRecipient
from mailsvc.smtp.envelope import Envelope
from tests.service.delivery.conftest import DELIVERED, queue_mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]

SILENT = Outcome(OutcomeKind.DEFERRED, 451, "4.4.1", "timed out", is_unreachable=True)
MAILS = 30


class Line:
    """A line to one site that is cut until `mend`; the worker stops when all is delivered."""

    def __init__(self, wanted: int) -> None:
        self.is_up = False
        self.tries_while_down = 0
        self.order: list[str] = []
        self.wanted = wanted
        self.worker = Worker(self)
        self.lock = threading.Lock()

    def __call__(self, group: Group) -> "Line":
        return self

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        with self.lock:
            if not self.is_up:
                self.tries_while_down += 1
                return for_all(envelope, SILENT)
            self.order += [one.address for one in envelope.recipients]
            if len(self.order) == self.wanted:
                self.worker.stop()
        return for_all(envelope, DELIVERED)


def _run_until(line: Line, condition) -> threading.Thread:
    def run() -> None:
        line.worker.run()
        connection.close()  # this thread's

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return thread


def test_a_dead_site_is_probed_once_for_all_its_mail(settings: LazySettings) -> None:
    settings.PROBE_MAX_S = 1
    settings.SMART_HOST = "relay.example:25"
    for number in range(MAILS):
        queue_mail("", f"nguoi{number}@xa.example")
    line = Line(MAILS)
    thread = _run_until(
        line,
        lambda: (
            line.tries_while_down >= 6
            and QueuedRecipient.objects.filter(state="due").exclude(waits_for="").count() == MAILS
        ),
    )
    tried = line.tries_while_down
    assert Destination.objects.get().goal == "relay.example:25"
    line.is_up = True
    thread.join(20)
    # The connections of the first moment, then one mail a probe: not one try a mail.
    assert tried <= settings.DESTINATION_CONNECTIONS_MAX + 6
    assert Attempt.objects.filter(outcome="deferred").count() == line.tries_while_down
    assert set(QueuedRecipient.objects.values_list("state", flat=True)) == {"delivered"}
    assert not Destination.objects.exists()
    assert consistency.check() == []


def test_when_it_answers_urgent_mail_goes_first(settings: LazySettings) -> None:
    settings.PROBE_MAX_S = 1
    settings.SMART_HOST = "relay.example:25"
    settings.DESTINATION_CONNECTIONS_MAX = 1
    queue_mail("", "thuong@xa.example")
    line = Line(4)
    thread = _run_until(line, lambda: line.tries_while_down >= 1)
    queue_mail("", "sau@xa.example")
    queue_mail("", "hoa-toc@xa.example", is_urgent=True)
    queue_mail("", "cuoi@xa.example")
    deadline = time.monotonic() + 10
    waiting = QueuedRecipient.objects.filter(state="due").exclude(waits_for="")
    while waiting.count() < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    line.is_up = True
    thread.join(20)
    assert line.order[0] == "hoa-toc@xa.example"
    assert len(line.order) == 4
