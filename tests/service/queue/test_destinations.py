"""Destinations that are down, and the mail that waits for them."""

from datetime import timedelta

import pytest

from mailsvc.queue import consistency, destinations, parking, schedule, services
from mailsvc.queue.models import Destination, QueuedRecipient
from mailsvc.queue.orders import Result, ResultKind
from tests.service.queue.support import NOON, WORKER, new_message

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

GOAL = "muong-nhe"
MINUTE = timedelta(minutes=1)


def put(**options):
    new = new_message(**options)
    services.enqueue(new)
    return new


def _claim(now=NOON):
    return services.claim_due(worker=WORKER, limit=99, now=now)


def _park(count=3, **options):
    for _ in range(count):
        put(**options)
    parking.park(_claim(), goal=GOAL, now=NOON)


def test_parked_mail_is_not_claimed_and_no_attempt_counts():
    _park()
    assert _claim(NOON + MINUTE) == []
    rows = list(QueuedRecipient.objects.all())
    assert {(row.state, row.attempts, row.waits_for) for row in rows} == {("due", 0, GOAL)}
    assert consistency.check(now=NOON) == []


def test_parked_mail_falls_due_by_itself_when_nobody_comes_back():
    _park()
    assert len(_claim(NOON + parking.FALLBACK)) == 3
    assert set(QueuedRecipient.objects.values_list("waits_for", "attempts")) == {("", 1)}


def test_a_claim_that_was_taken_over_is_not_parked():
    put()
    (stale,) = _claim()
    (fresh,) = _claim(NOON + schedule.LEASE)
    assert parking.park([stale], goal=GOAL) == 0
    assert parking.park([fresh], goal=GOAL) == 1


def test_the_best_are_fetched_first():
    large = put(content=b"x" * 200_000)
    small = put()
    urgent = put(content=b"x" * 200_000, is_urgent=True)
    parking.park(_claim(), goal=GOAL, now=NOON)
    (waiting,) = parking.list_parked()
    assert (waiting.goal, waiting.small, waiting.large) == (GOAL, 1, 2)
    assert parking.fetch(GOAL, limit=1, now=NOON) == 1
    assert [one.trace_id for one in _claim()] == [urgent.trace_id]
    assert parking.fetch(GOAL, limit=5, is_large=False, now=NOON) == 1
    assert [one.trace_id for one in _claim()] == [small.trace_id]
    assert parking.fetch("khac", now=NOON) == 0
    assert parking.fetch(GOAL, now=NOON) == 1
    assert [one.trace_id for one in _claim()] == [large.trace_id]


def test_one_worker_takes_the_probe_when_it_is_time():
    destinations.note_down(GOAL, "timed out", probe_max_s=60, now=NOON)
    lease = timedelta(seconds=90)
    assert not destinations.take_probe(GOAL, lease=lease, now=NOON)
    later = NOON + MINUTE
    assert destinations.take_probe(GOAL, lease=lease, now=later)
    assert not destinations.take_probe(GOAL, lease=lease, now=later)
    assert destinations.take_probe(GOAL, lease=lease, now=later + lease)


def test_for_a_probe_one_mail_is_called_and_the_first_answer_calls_all():
    _park(count=5)
    destinations.note_down(GOAL, "timed out", probe_max_s=60, now=NOON)
    assert destinations.call_up(now=NOON) == 0
    assert destinations.call_up(now=NOON + MINUTE) == 1
    assert len(_claim(NOON + MINUTE)) == 1
    assert destinations.note_up(GOAL, now=NOON + MINUTE) == 4
    assert not Destination.objects.exists()
    assert len(_claim(NOON + MINUTE)) == 4


def test_silence_is_remembered_and_asked_ever_more_rarely():
    first = destinations.note_down(GOAL, "timed out", probe_max_s=900, now=NOON)
    assert 5 < (first.next_probe_at - NOON).total_seconds() < 15
    later = NOON + timedelta(hours=1)
    second = destinations.note_down(GOAL, "refused", probe_max_s=900, now=later)
    assert 400 < (second.next_probe_at - later).total_seconds() < 500
    row = Destination.objects.get()
    assert (row.down_since, row.failures, row.last_error) == (NOON, 2, "refused")


def test_a_destination_nobody_waits_for_is_forgotten():
    destinations.note_down(GOAL, "timed out", probe_max_s=60, now=NOON)
    destinations.call_up(now=NOON + MINUTE)
    assert Destination.objects.exists()
    destinations.call_up(now=NOON + parking.FALLBACK + MINUTE)
    assert not Destination.objects.exists()


def test_what_failed_waits_for_the_destination_too():
    put()
    (claim,) = _claim()
    result = Result(claim.recipient_pk, claim.token, ResultKind.DEFERRED, 451, "4.4.1", "", NOON)
    services.record_results([result], now=NOON)
    parking.tie([claim.recipient_pk], goal=GOAL)
    assert destinations.note_up(GOAL, now=NOON) == 1
    assert len(_claim()) == 1
