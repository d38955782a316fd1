"""A claim's commit does not wait for the disk; what follows it does, whatever happens."""

import pytest
from django.db import connection, transaction

from config import settings as product
from mailsvc.queue import services
from mailsvc.queue.durability import relaxed
from mailsvc.queue.models import QueuedRecipient
from tests.service.queue.support import NOON, WORKER, new_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]
FULL, NORMAL = (2, 1) if connection.vendor == "sqlite" else ("on", "off")


@pytest.fixture(autouse=True)
def _as_in_production() -> None:
    """Tests' own connections to SQLite never wait for the disk."""
    for command in product.DATABASES["default"]["OPTIONS"].get("init_command", "").split(";"):
        connection.cursor().execute(command)


def _waits() -> object:
    name = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(name)
        return cursor.fetchone()[0]


def test_only_this_transaction_is_relaxed() -> None:
    before = _waits()
    with relaxed():
        assert _waits() == NORMAL
    assert _waits() == before
    assert connection.vendor != "sqlite" or before == FULL


def test_a_failure_leaves_the_next_commit_as_it_was() -> None:
    before = _waits()
    with pytest.raises(ZeroDivisionError), relaxed():
        raise ZeroDivisionError
    assert _waits() == before


def test_inside_a_transaction_that_one_decides() -> None:
    with transaction.atomic():
        before = _waits()
        with relaxed():
            assert _waits() == before


def test_claims_stand_for_every_other_connection() -> None:
    services.enqueue(new_message())
    assert len(services.claim_due(worker=WORKER, limit=1, now=NOON)) == 1
    connection.close()
    assert QueuedRecipient.objects.get().state == "claimed"
