"""Hold, release, retry now, drop: each on every state a recipient can be in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Forbidden, Invalid, NotFound, TooLarge
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.roles import Role
from mailsvc.queue import consistency, destinations, operator_services, parking, services
from mailsvc.queue.access import access_message
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_services import Handling
from mailsvc.queue.orders import ResultKind
from tests.factories import make_agency, make_member
from tests.service.queue.support import NOON, WORKER, new_message, result

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
MINUTE = timedelta(minutes=1)
REASON = "Huyện Tủa Chùa báo mất điện đến sáng mai"
STATES = ("due", "deferred", "scheduled", "claimed", "held", "delivered")


@pytest.fixture
def admin():
    return make_member(make_agency(), Role.SYSADMIN, name="Lường Văn Chiến").actor


def _put(**options):
    new = new_message("ubnd@tuachua.example", **options)
    services.enqueue(new)
    return QueuedRecipient.objects.get(message_id=new.trace_id)


def in_state(name):
    """A recipient that has come so far."""
    if name == "scheduled":
        return _put(not_before=NOON + 5 * MINUTE)
    row = _put()
    if name == "due":
        return row
    (claim,) = services.claim_due(worker=WORKER, limit=1, now=NOON)
    if name != "claimed":
        kind = {"deferred": ResultKind.DEFERRED}.get(name) or ResultKind(name)
        services.record_results([result(claim, kind)], now=NOON)
    row.refresh_from_db()
    return row


def act(action, actor, row):
    options = {"reason": REASON} if action in {"hold", "drop"} else {"now": NOON}
    done = getattr(operator_services, action)(actor, recipient_pks=[row.pk], **options)
    (handled,) = getattr(done, "handled", done)
    row.refresh_from_db()
    return handled.handling


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("hold", ["done", "done", "done", "under_way", "held", "finished"]),
        ("release", ["not_held", "not_held", "not_held", "under_way", "done", "finished"]),
        ("retry_now", ["done", "done", "scheduled", "under_way", "held", "finished"]),
        ("drop", ["done", "done", "done", "under_way", "done", "finished"]),
    ],
    ids=["hold", "release", "retry", "drop"],
)
def test_each_action_in_each_state(admin, action, expected):
    for name, handling in zip(STATES, expected, strict=True):
        row = in_state(name)
        before = (row.state, row.next_attempt_at, row.hold_reason)
        assert act(action, admin, row) == Handling(handling), name
        if handling != "done":
            assert (row.state, row.next_attempt_at, row.hold_reason) == before, name
        services.cancel(trace_id=row.message_id, now=NOON)
        QueuedRecipient.objects.filter(pk=row.pk).delete()
    assert consistency.check_reports() == []


def test_held_mail_is_not_tried_and_says_why(admin):
    row = in_state("deferred")
    act("hold", admin, row)
    assert (row.state, row.hold_reason) == ("held", REASON)
    assert services.claim_due(worker=WORKER, limit=9, now=NOON + 60 * MINUTE) == []
    act("release", admin, row)
    assert (row.state, row.hold_reason, row.next_attempt_at) == ("due", "", NOON)
    assert services.claim_due(worker=WORKER, limit=9, now=NOON)


def test_released_mail_keeps_the_time_its_sender_chose(admin):
    row = in_state("scheduled")
    act("hold", admin, row)
    act("release", admin, row)
    assert row.next_attempt_at == NOON + 5 * MINUTE


def test_retry_now_makes_a_deferred_mail_due(admin):
    row = in_state("deferred")
    assert row.next_attempt_at > NOON
    act("retry_now", admin, row)
    assert services.claim_due(worker=WORKER, limit=9, now=NOON)


def test_retry_now_probes_a_destination_that_is_down(admin):
    row = in_state("due")
    (claim,) = services.claim_due(worker=WORKER, limit=1, now=NOON)
    parking.park([claim], goal="tuachua:25", now=NOON)
    destinations.note_down("tuachua:25", "connection failed", probe_max_s=900, now=NOON)
    assert act("retry_now", admin, row) == Handling.DONE
    assert destinations.take_probe("tuachua:25", lease=MINUTE, now=NOON)
    assert services.claim_due(worker=WORKER, limit=1, now=NOON)


@pytest.mark.parametrize("action", ["hold", "drop"])
def test_what_is_held_or_dropped_waits_for_no_destination(admin, action):
    row = in_state("due")
    (claim,) = services.claim_due(worker=WORKER, limit=1, now=NOON)
    parking.park([claim], goal="tuachua:25", now=NOON)
    act(action, admin, row)
    assert row.waits_for == ""
    assert parking.fetch("tuachua:25", now=NOON) == 0


def test_dropped_mail_ends_with_the_reason(admin):
    row = in_state("held")
    dropped = operator_services.drop(admin, recipient_pks=[row.pk], reason=REASON, now=NOON)
    row.refresh_from_db()
    assert (row.state, row.finished_at, row.last_code) == ("failed", NOON, 554)
    assert row.last_text.endswith(REASON)
    assert [claim.address for claim in dropped.claims] == ["ubnd@tuachua.example"]


def test_every_change_stands_in_the_journal(admin):
    row = in_state("deferred")
    for action in ("hold", "release", "retry_now", "drop"):
        act(action, admin, row)
    events = AuditEvent.objects.filter(object_type="QueuedMessage", object_pk=row.message_id)
    assert [(one.actor, one.action) for one in events.order_by("seq")] == [
        (admin.address, name) for name in ("hold_mail", "release_mail", "retry_mail", "drop_mail")
    ]
    assert events.first().facts == {"recipients": [row.address], "reason": REASON}


def test_what_was_left_alone_does_not_stand_in_the_journal(admin):
    act("release", admin, in_state("due"))
    assert not AuditEvent.objects.filter(object_type="QueuedMessage").exists()


@pytest.mark.parametrize("action", ["hold", "release", "retry_now", "drop"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.CLERK, Role.STATISTICIAN])
def test_only_operators_may(action, role):
    row = in_state("held")
    other = make_member(make_agency(), role).actor
    with pytest.raises(Forbidden):
        act(action, other, row)
    row.refresh_from_db()
    assert row.state == "held"


@pytest.mark.parametrize("action", ["hold", "drop"])
def test_a_reason_is_asked_for(admin, action):
    row = in_state("due")
    with pytest.raises(Invalid) as refused:
        getattr(operator_services, action)(admin, recipient_pks=[row.pk], reason=" \n ")
    assert "reason" in refused.value.fields


def test_unknown_recipients_are_answered_and_each_once(admin):
    row = in_state("due")
    done = operator_services.hold(admin, recipient_pks=[row.pk, 999_999, row.pk], reason=REASON)
    assert [(one.recipient_pk, one.handling) for one in done] == [
        (row.pk, Handling.DONE),
        (999_999, Handling.GONE),
    ]


def test_too_many_at_once_are_refused(admin):
    with pytest.raises(TooLarge):
        operator_services.release(admin, recipient_pks=range(201))


def test_a_mail_is_opened_by_operators_only(admin):
    row = in_state("due")
    assert access_message(admin, row.message_id).pk == row.message_id
    assert access_message(SYSTEM, row.message_id)
    with pytest.raises(NotFound):
        access_message(admin, "KHONGCOTHUNAY")
    with pytest.raises(Forbidden):
        access_message(replace(admin, duties=()), row.message_id)
