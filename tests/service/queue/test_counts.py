"""Counters move by what happened: mails taken, attempts, what became of recipients."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.delivery.transports.base import deferred
from mailsvc.delivery.worker import run_once
from mailsvc.metrics.declare import registry
from mailsvc.queue import services
from mailsvc.queue.figures import read_spool
from tests.service.delivery.conftest import DELIVERED, FakeTransports
from tests.service.queue.support import new_message

pytestmark = pytest.mark.django_db


def value(name, **labels):
    return registry.get_sample_value(name, labels) or 0.0


@pytest.fixture
def moved():
    """How far a figure has come since the test began."""
    before = {}

    def since(name, **labels):
        key = (name, *sorted(labels.items()))
        before.setdefault(key, 0.0)
        return value(name, **labels) - before[key]

    for family in registry.collect():
        for sample in family.samples:
            before[(sample.name, *sorted(sample.labels.items()))] = sample.value
    return since


def test_accepted_mails_are_counted_by_door(moved):
    batch = [new_message("a@xa.example", "b@xa.example"), new_message()]
    services.insert(batch)
    size = sum(len(new.prefix) + len(new.content) for new in batch)
    assert moved("congvan_mail_accepted_total", source="submission") == 2
    assert moved("congvan_mail_accepted_total", source="mx") == 0
    assert moved("congvan_mail_recipients_total") == 3
    assert moved("congvan_mail_accepted_bytes_total") == size
    assert moved("congvan_commit_batch_mails_bucket", le="2.0") == 1
    assert moved("congvan_commit_batch_mails_bucket", le="1.0") == 0
    assert moved("congvan_commit_rows_seconds_count") == 1


@pytest.mark.parametrize(
    ("answer", "age", "result", "state"),
    [
        (DELIVERED, 0, "delivered", "delivered"),
        (deferred("4.2.1", "later"), 0, "deferred", "due"),
        (deferred("4.2.1", "later"), 6, "deferred", "failed"),
        (None, 0, "held", "held"),
    ],
    ids=["delivered", "deferred", "expired", "held"],
)
def test_attempts_and_what_they_led_to_are_counted(moved, answer, age, result, state):
    accepted_at = clock.now() - timedelta(days=age)
    services.enqueue(new_message("a@xa.example", "b@xa.example", at=accepted_at))
    run_once(FakeTransports(lambda _: answer))
    assert moved("congvan_attempts_total", result=result) == 2
    assert moved("congvan_recipients_settled_total", state=state) == 2
    assert moved("congvan_attempt_seconds_count", way="smtp") == 1


def test_the_spool_is_weighed():
    before = {one.name: one.value for one in read_spool()}
    new = new_message()
    services.enqueue(new)
    after = {one.name: one.value for one in read_spool()}
    grown = after["congvan_spool_bytes"] - before["congvan_spool_bytes"]
    assert grown == len(new.prefix) + len(new.content)
    assert after["congvan_spool_free_bytes"] > 0
