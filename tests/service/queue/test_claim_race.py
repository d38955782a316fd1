"""Workers that claim at the same time: each recipient goes to exactly one."""

import threading

import pytest
from django.db import connection

from mailsvc.queue import services
from tests.service.queue.support import NOON, new_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]
WORKERS, MAILS = 4, 40


def test_no_recipient_is_claimed_twice():
    for _ in range(MAILS):
        services.enqueue(new_message())
    together, claimed, lock = threading.Barrier(WORKERS), [], threading.Lock()

    def work():
        together.wait(10)
        try:
            while claims := services.claim_due(worker="main:1:1", limit=7, now=NOON):
                with lock:
                    claimed.extend(one.recipient_pk for one in claims)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # A worker that lost every row of its look ends early; what is left is still due.
    claimed += [one.recipient_pk for one in services.claim_due(worker="w", limit=MAILS, now=NOON)]
    assert len(claimed) == len(set(claimed)) == MAILS
