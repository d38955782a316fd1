"""The same mail tried again: once accepted never twice, once broken off never said to be sent."""

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from mailsvc.base.errors import Conflict, Unavailable
from mailsvc.queue import consistency, selectors, services, spool
from mailsvc.queue.models import QueuedMessage
from mailsvc.queue.orders import NewMessage, ResultKind
from tests.service.queue.support import NOON, WORKER, new_message, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]

ROUNDS = 20
SECOND = "Subject: Báo cáo lần hai\r\n\r\nLần gửi trước bị ngắt.\r\n".encode()


def _broken_off(new: NewMessage) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.enqueue(new)
        raise ZeroDivisionError


def test_after_a_try_that_was_broken_off_it_goes_as_it_is_now():
    new = new_message()
    _broken_off(new)
    again = replace(new, content=SECOND)
    services.enqueue(again)
    (claim,) = services.claim_due(worker=WORKER, limit=10, now=NOON)
    assert spool.read(claim.trace_id) == SECOND
    assert consistency.check(now=NOON) == []


def test_broken_off_twice_it_still_goes():
    new = new_message()
    for _ in range(2):
        _broken_off(new)
    services.enqueue(new)
    assert spool.read(new.trace_id) == new.content


def test_refused_rows_leave_none_and_no_hindrance():
    twice = new_message("a@x.example", "a@x.example")
    for _ in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            services.enqueue(twice)
    assert selectors.find_message(twice.trace_id) is None
    services.enqueue(replace(new_message("a@x.example"), trace_id=twice.trace_id))
    assert spool.has_file(twice.trace_id)


def test_an_accepted_mail_is_not_accepted_again_nor_touched():
    new = new_message()
    services.enqueue(new)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        services.enqueue(replace(new, content=SECOND))
    assert refused.value.code == "already_queued"
    assert spool.read(new.trace_id) == new.content


def test_a_mail_that_is_final_is_not_accepted_again_and_leaves_no_file():
    new = new_message()
    services.enqueue(new)
    (claim,) = services.claim_due(worker=WORKER, limit=10, now=NOON)
    services.record_results([result(claim, ResultKind.DELIVERED)], now=NOON)
    services.sweep(now=NOON)
    assert not spool.has_file(new.trace_id)
    with pytest.raises(Conflict), transaction.atomic():
        services.enqueue(new)
    assert not spool.has_file(new.trace_id)


def test_what_the_sweep_may_be_about_to_remove_is_not_written_over():
    new = new_message()
    _broken_off(new)
    old = (datetime.now(UTC) - timedelta(minutes=50)).timestamp()
    os.utime(spool.path_of(new.trace_id), (old, old))
    with pytest.raises(Unavailable) as refused, transaction.atomic():
        services.enqueue(new)
    assert refused.value.code == "orphan_swept_soon"
    assert QueuedMessage.objects.count() == 0
    services.sweep(now=datetime.now(UTC) + timedelta(minutes=11))
    services.enqueue(new)
    assert spool.read(new.trace_id) == new.content


def test_of_two_at_once_one_is_accepted_with_its_own_bytes():
    for number in range(ROUNDS):
        new = new_message()
        if number % 2:
            _broken_off(new)
        tries = [replace(new, content=new.content + b"%d\r\n" % n) for n in range(3)]
        together, told = threading.Barrier(len(tries)), {}

        def work(one, together=together, told=told):
            together.wait(30)
            try:
                with transaction.atomic():
                    services.enqueue(one)
                told[one.content] = "accepted"
            except Conflict as error:
                told[one.content] = error.code
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(one,)) for one in tries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        accepted = [content for content, what in told.items() if what == "accepted"]
        assert accepted == [spool.read(new.trace_id)], told
        assert sorted(told.values()) == ["accepted", "already_queued", "already_queued"]
