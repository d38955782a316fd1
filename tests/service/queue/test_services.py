"""Enqueue, claim, record, release, sweep: through the services delivery uses."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mailsvc.base.errors import Unavailable
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue import (
    consistency,
    operator_services,
    schedule,
    selectors,
    services,
    spool,
    workers,
)
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.queue.orders import Copy, ResultKind
from tests.service.queue.support import CONTENT, NOON, WORKER, new_message, result

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
MINUTE = timedelta(minutes=1)


def put(*to, **options):
    new = new_message(*to, **options)
    services.enqueue(new)
    return new


def claim_one(now=NOON):
    (claim,) = services.claim_due(worker=WORKER, limit=10, now=now)
    return claim


def test_enqueued_mail_can_be_claimed_with_its_bytes():
    new = put("binh@stc.dienbien.example")
    claim = claim_one()
    assert (claim.trace_id, claim.address) == (new.trace_id, "binh@stc.dienbien.example")
    assert claim.attempts == 1
    assert claim.full_prefix == new.prefix
    assert spool.read(claim.trace_id) == CONTENT
    assert consistency.check(now=NOON) == []


def test_claimed_mail_is_not_claimed_again():
    put()
    claim_one()
    assert services.claim_due(worker="main:2:2", limit=10, now=NOON) == []


def test_not_before_waits():
    put(not_before=NOON + 5 * MINUTE)
    assert services.claim_due(worker=WORKER, limit=10, now=NOON) == []
    assert claim_one(NOON + 5 * MINUTE)


def test_order_is_urgent_then_small_then_large():
    large = put(content=b"x" * 2_000_000)
    small = put()
    urgent = put(content=b"x" * 3_000_000, is_urgent=True)
    claims = services.claim_due(worker=WORKER, limit=10, now=NOON)
    assert [c.trace_id for c in claims] == [urgent.trace_id, small.trace_id, large.trace_id]


def test_sent_copy_has_its_own_prefix_and_is_no_recipient():
    new = put(copy=Copy(7, "Sent", b"Bcc: an@stc.dienbien.example\r\n"))
    claims = services.claim_due(worker=WORKER, limit=10, now=NOON)
    (copy,) = [c for c in claims if c.kind == QueuedRecipient.Kind.SENT_COPY]
    assert copy.full_prefix == b"Bcc: an@stc.dienbien.example\r\n" + new.prefix
    assert (copy.mailbox_pk, copy.folder) == (7, "Sent")
    assert len(selectors.list_states(new.trace_id)) == 1


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ResultKind.DELIVERED, "delivered"),
        (ResultKind.DEFERRED, "due"),
        (ResultKind.FAILED, "failed"),
        (ResultKind.HELD, "held"),
    ],
)
def test_result_sets_state(kind, state):
    put()
    claim = claim_one()
    (recorded,) = services.record_results([result(claim, kind)], now=NOON)
    assert recorded.state == state
    (shown,) = selectors.list_states(claim.trace_id)
    assert (shown.state, shown.attempts) == (state, 1)
    assert [a.outcome for a in selectors.list_attempts(claim.recipient_pk)] == [kind]
    assert consistency.check(now=NOON) == []


def test_deferred_mail_comes_again_after_the_first_step():
    put()
    services.record_results([result(claim_one(), ResultKind.DEFERRED)], now=NOON)
    assert services.claim_due(worker=WORKER, limit=10, now=NOON + 0.5 * MINUTE) == []
    assert claim_one(NOON + 2 * MINUTE).attempts == 2


def test_old_mail_fails_instead_of_being_deferred():
    put()
    claim = claim_one(NOON + schedule.GIVE_UP_AFTER)
    late = NOON + schedule.GIVE_UP_AFTER
    (recorded,) = services.record_results([result(claim, ResultKind.DEFERRED)], now=late)
    assert recorded.state == "failed"
    (shown,) = selectors.list_states(claim.trace_id)
    assert (shown.code, shown.enhanced) == (554, "5.4.7")
    assert "tạm thời" in shown.text


def test_expired_lease_falls_due_and_late_result_changes_nothing():
    put()
    first = claim_one()
    later = NOON + schedule.LEASE + MINUTE
    assert consistency.check_leases(later)
    second = claim_one(later)
    assert second.recipient_pk == first.recipient_pk
    assert services.record_results([result(first, ResultKind.FAILED)], now=later) == []
    assert services.record_results([result(second, ResultKind.DELIVERED)], now=later)
    assert len(selectors.list_attempts(first.recipient_pk)) == 2


def test_a_renewed_lease_lasts_and_a_claim_taken_over_is_not_renewed():
    put()
    first = claim_one()
    half = NOON + schedule.LEASE / 2
    assert services.renew_leases([(first.recipient_pk, first.token)], now=half) == 1
    late = NOON + schedule.LEASE + MINUTE
    assert services.claim_due(worker=WORKER, limit=10, now=late) == []
    assert consistency.check_leases(late) == []
    second = claim_one(half + schedule.LEASE + MINUTE)
    assert services.renew_leases([(first.recipient_pk, first.token)], now=late) == 0
    assert services.renew_leases([(second.recipient_pk, second.token)], now=late) == 1
    services.record_results([result(second, ResultKind.DELIVERED)], now=late)
    assert services.renew_leases([(second.recipient_pk, second.token)], now=late) == 0
    assert services.renew_leases([], now=late) == 0


def test_a_batch_of_results_is_recorded_each_by_its_own_claim(django_assert_max_num_queries):
    put(*(f"a{number}@x.example" for number in range(20)))
    claims = services.claim_due(worker=WORKER, limit=20, now=NOON)
    kinds = [list(ResultKind)[number % 4] for number in range(20)]
    results = [result(*pair) for pair in zip(claims, kinds, strict=True)]
    taken_over = replace(results[0], token="khac:1:1#0", kind=ResultKind.FAILED)
    twice = replace(results[1], kind=ResultKind.DELIVERED)
    # SAVEPOINT, attempts (16 + 4 + 2), rows, age of the deferred, final and other changes, RELEASE
    with django_assert_max_num_queries(9):
        recorded = services.record_results([taken_over, *results, twice], now=NOON)
    states = {"delivered": "delivered", "deferred": "due", "failed": "failed", "held": "held"}
    assert [(one.recipient_pk, one.state) for one in recorded] == [
        (claim.recipient_pk, states[kind]) for claim, kind in zip(claims, kinds, strict=True)
    ]
    assert [len(selectors.list_attempts(c.recipient_pk)) for c in claims[:3]] == [2, 2, 1]
    assert services.record_results(results, now=NOON) == []
    assert services.record_results([], now=NOON) == []
    assert consistency.check(now=NOON) == []


def test_claim_of_a_dead_worker_is_released_once_without_waiting():
    put()
    services.claim_due(worker="main:999999:1", limit=10, now=NOON)
    assert services.release_stale(now=NOON) == 1
    services.claim_due(worker="main:999999:1", limit=10, now=NOON)
    assert services.release_stale(now=NOON) == 1
    assert services.claim_due(worker=WORKER, limit=10, now=NOON) == []
    assert claim_one(NOON + 10 * MINUTE).attempts == 3


def test_claim_of_a_live_worker_and_of_another_host_stays():
    put(), put()
    services.claim_due(worker=workers.worker_name(), limit=1, now=NOON)
    services.claim_due(worker="khac:1:1", limit=1, now=NOON)
    assert services.release_stale(now=NOON) == 0


def test_held_mail_is_released_by_hand():
    put()
    claim = claim_one()
    services.record_results([result(claim, ResultKind.HELD)], now=NOON)
    assert services.claim_due(worker=WORKER, limit=1, now=NOON + 60 * MINUTE) == []
    operator_services.release(SYSTEM, recipient_pks=[claim.recipient_pk], now=NOON)
    assert claim_one()


def test_waiting_mail_can_be_taken_back_a_tried_one_cannot():
    new = put("a@x.example", "b@x.example", not_before=NOON + MINUTE)
    assert services.cancel(trace_id=new.trace_id, now=NOON)
    other = put()
    claim_one()
    assert not services.cancel(trace_id=other.trace_id, now=NOON)
    assert not services.cancel(trace_id="KHONGCOTHUNAY", now=NOON)


def test_sweep_removes_finished_files_and_old_orphans_only():
    done, waiting = put(), put("an@stc.dienbien.example")
    claims = services.claim_due(worker=WORKER, limit=10, now=NOON)
    finished = [result(c, ResultKind.DELIVERED) for c in claims if c.trace_id == done.trace_id]
    services.record_results(finished, now=NOON)
    spool.write("0RPHAN00000000000", b"x")
    spool.write("0RPHAN00000000001", b"x")
    old = spool.path_of("0RPHAN00000000000")
    os.utime(old, (NOON.timestamp() - 7200, NOON.timestamp() - 7200))
    os.utime(spool.path_of("0RPHAN00000000001"), (NOON.timestamp(), NOON.timestamp()))
    assert [f.invariant for f in consistency.check_orphans(NOON)] == ["Q2"]
    swept = services.sweep(now=NOON)
    assert (swept.finished, swept.orphans) == (1, 1)
    assert not spool.has_file(done.trace_id)
    assert spool.has_file(waiting.trace_id)
    assert spool.has_file("0RPHAN00000000001")


def test_traces_of_finished_mail_end_after_their_time_others_stay(settings):
    settings.TRACE_DAYS = 30
    done, held, fresh = put(), put("giu@x.example"), put(at=NOON + timedelta(days=29))
    claims = services.claim_due(worker=WORKER, limit=10, now=NOON + timedelta(days=29))
    kinds = {held.trace_id: ResultKind.HELD}
    services.record_results(
        [result(c, kinds.get(c.trace_id, ResultKind.DELIVERED)) for c in claims], now=NOON
    )
    services.sweep(now=NOON)
    assert services.forget_old(now=NOON + timedelta(days=30)) == 0
    assert services.forget_old(now=NOON + timedelta(days=31)) == 1
    left = set(QueuedMessage.objects.values_list("pk", flat=True))
    assert left == {held.trace_id, fresh.trace_id}
    assert not selectors.list_states(done.trace_id)


def test_rolled_back_mail_leaves_no_rows():
    new = new_message()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.enqueue(new)
        raise ZeroDivisionError
    assert selectors.find_message(new.trace_id) is None


def test_full_disk_is_unavailable(settings, tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    settings.SPOOL_DIR = blocker / "spool"
    with pytest.raises(Unavailable):
        services.enqueue(new_message())
    assert QueuedMessage.objects.count() == 0


def test_states_are_found_by_message_id_for_the_sender_only():
    new = put(message_id="<a@x.example>")
    mine = selectors.list_states_by_message_id("<a@x.example>", mail_from=new.envelope.mail_from)
    assert [s.trace_id for s in mine] == [new.trace_id]
    assert selectors.list_states_by_message_id("<a@x.example>", mail_from="la@x.example") == []
    assert selectors.list_states_by_message_id("", mail_from=new.envelope.mail_from) == []


def test_depth_counts_open_recipients():
    put("a@x.example", "b@x.example")
    services.claim_due(worker=WORKER, limit=1, now=NOON)
    depth = selectors.get_depth()
    assert depth.by_state == {"due": 1, "claimed": 1}
    assert depth.oldest_at == NOON


def test_missing_file_and_report_on_null_sender_are_found():
    lost = put()
    spool.delete(lost.trace_id)
    null = put(sender="")
    put(sender="", report_of=null.trace_id)
    assert [f.invariant for f in consistency.check(now=NOON)] == ["Q1", "Q4"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "claimed"},
        {"state": "delivered"},
        {"state": "due", "claimed_by": "x"},
        {"state": "nonsense"},
        {"kind": "sent_copy"},
    ],
    ids=str,
)
def test_sql_refuses_impossible_states(change):
    put()
    with pytest.raises(IntegrityError), transaction.atomic():
        QueuedRecipient.objects.update(**change)
