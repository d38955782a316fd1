"""What the operator finds: by state, destination, sender, age; the ages of each destination."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue import operator_services, services
from mailsvc.queue.operator_selectors import (
    DOMAINS_SHOWN,
    QueueFilter,
    age_table,
    filter_recipients,
    find_mails,
)
from mailsvc.queue.orders import ResultKind
from mailsvc.queue.selectors import get_depth
from tests.factories import make_agency, make_member
from tests.service.queue.support import NOON, WORKER, new_message, result

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
HOUR = timedelta(hours=1)
TUA_CHUA, NAM_PO = "vanthu@tuachua.example", "vanthu@nampo.example"


def put(*to, **options):
    new = new_message(*to, **options)
    services.enqueue(new)
    return new


@pytest.fixture
def mails():
    """Three waiting for two places, one delivered, one held."""
    made = {
        "old": put(TUA_CHUA, at=NOON - 5 * HOUR, sender="so@stc.example"),
        "new": put(TUA_CHUA, NAM_PO, at=NOON),
        "done": put("hoa@stttt.example", at=NOON),
        "held": put(NAM_PO, at=NOON - 100 * HOUR),
    }
    claims = services.claim_due(worker=WORKER, limit=9, now=NOON)
    by_mail = {made["done"].trace_id: ResultKind.DELIVERED, made["held"].trace_id: ResultKind.HELD}
    services.record_results(
        [result(c, by_mail.get(c.trace_id, ResultKind.DEFERRED)) for c in claims], now=NOON
    )
    return made


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (QueueFilter(), ["held", "new", "new", "old"]),
        (QueueFilter(state="held"), ["held"]),
        (QueueFilter(state="delivered"), ["done"]),
        (QueueFilter(state="failed"), []),
        (QueueFilter(domain="tuachua.example"), ["new", "old"]),
        (QueueFilter(domain="chua.example"), []),
        (QueueFilter(sender_domain="STC.example"), ["old"]),
        (QueueFilter(sender_domain="tc.example"), []),
        (QueueFilter(older_than=4 * HOUR), ["held", "old"]),
        (QueueFilter(older_than=4 * HOUR, domain="nampo.example"), ["held"]),
    ],
    ids=str,
)
def test_filters(mails, wanted, names):
    found = [row.message_id for row in filter_recipients(SYSTEM, wanted, now=NOON)]
    assert sorted(found) == sorted(mails[name].trace_id for name in names)


def test_waiting_mail_stands_oldest_first(mails):
    found = [row.message_id for row in filter_recipients(SYSTEM, QueueFilter(), now=NOON)]
    assert found == sorted(found)


def test_finished_mail_is_listed_for_a_week(mails):
    later = NOON + timedelta(days=8)
    assert not filter_recipients(SYSTEM, QueueFilter(state="delivered"), now=later)


def test_ages_by_destination(mails):
    table = age_table(SYSTEM, now=NOON + timedelta(minutes=10))
    assert [(row.domain, row.counts) for row in table.rows] == [
        ("nampo.example", (0, 1, 0, 0, 0, 0, 1)),
        ("tuachua.example", (0, 1, 0, 0, 1, 0, 0)),
    ]
    assert table.rows[0].by_state == {"due": 1, "held": 1}
    assert table.rows[0].oldest_at == NOON - 100 * HOUR
    assert (table.others, table.others_count) == (None, 0)


def test_small_destinations_are_added_up(mails):
    for number in range(DOMAINS_SHOWN):
        put(f"a@xa{number}.example", at=NOON - 2 * HOUR)
    table = age_table(SYSTEM, now=NOON)
    assert len(table.rows) == DOMAINS_SHOWN
    assert table.others is not None
    assert (table.others.counts, table.others_count) == ((0, 0, 0, 2, 0, 0, 0), 2)


def test_an_empty_queue_has_no_ages():
    table = age_table(SYSTEM, now=NOON)
    assert (table.rows, table.others) == ((), None)


def test_depth_counts_what_waits(mails):
    depth = get_depth()
    assert depth.by_state == {"due": 3, "held": 1}
    assert depth.oldest_at == NOON - 100 * HOUR


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "<bc-11@stc.example>", "bc-11@stc.example"])
def test_a_mail_is_found_by_trace_id_or_message_id(typed):
    new = put(message_id="<bc-11@stc.example>")
    assert [one.pk for one in find_mails(SYSTEM, typed.format(new.trace_id))] == [new.trace_id]
    assert find_mails(SYSTEM, typed.format(new.trace_id).lower())


def test_the_hops_of_a_mail_are_found_by_its_envid():
    new = new_message()
    first = replace(new, envelope=replace(new.envelope, envid="QQ314159"))
    services.enqueue(first)
    put()
    assert [one.pk for one in find_mails(SYSTEM, "QQ314159")] == [first.trace_id]


def test_a_mail_is_found_by_its_trace_id_at_the_site_that_brought_it():
    here = replace(new_message(), hop_id="tua-chua:25XBQ0J75GY1HM0RKXJMM")
    services.enqueue(here)
    assert [one.pk for one in find_mails(SYSTEM, here.hop_id)] == [here.trace_id]


@pytest.mark.parametrize("typed", ["", "  ", "<>", "không có"])
def test_nothing_is_found_by_nothing(mails, typed):
    assert find_mails(SYSTEM, typed) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda actor: filter_recipients(actor, QueueFilter()),
        age_table,
        lambda actor: find_mails(actor, "x"),
        lambda actor: operator_services.release(actor, recipient_pks=[]),
    ],
    ids=["list", "ages", "find", "release"],
)
def test_only_operators_look(ask):
    with pytest.raises(Forbidden):
        ask(make_member(make_agency()).actor)
