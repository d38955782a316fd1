"""Numbers under contention, from several processes, on the database CV_DATABASE_URL names."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from docflow.documents.files import read_content
from docflow.documents.models import Document
from docflow.documents.pdf_text import read_pdf_text
from docflow.intake.services import register_incoming
from docflow.register.closing import lock_register
from docflow.register.consistency import find_faults
from docflow.register.counter import next_number
from docflow.register.models import RegisterEntry
from docflow.register.services import find_series
from docflow.routing.issue_services import assign_number
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.models import Account
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_outgoing_to,
    incoming_command,
    make_office,
)
from tests.support.database import database_url

pytestmark = [pytest.mark.db_bound, pytest.mark.django_db(transaction=True)]

PROCESSES = 8
DOCUMENTS = 50


def _run_clerks(*arguments: int) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CV_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.service.docflow.register_worker", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        timeout=180,
        check=False,
    )


def test_fifty_registrations_in_eight_processes_are_one_to_fifty() -> None:
    office = make_office()
    account_pk = Account.objects.get(address=office.clerk.address).pk
    ran = _run_clerks(account_pk, office.agency.pk, DOCUMENTS, PROCESSES, 5)
    assert ran.returncode == 0
    assert ran.stdout.count("broken") == 10
    numbers = RegisterEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, DOCUMENTS + 1))
    assert list(find_faults()) == []


def test_clerks_who_see_the_same_number_get_one_each() -> None:
    """The PDF is made for the number in sight; who comes second gets it made again."""
    office = make_office()
    documents = [bring_outgoing_to(office, "approved") for _ in range(4)]
    start = Barrier(len(documents))

    def assign(document: Document) -> str:
        start.wait(timeout=60)
        try:
            assign_number(office.clerk, document_pk=document.pk, now=NOW)
        finally:
            connections.close_all()
        return "ok"

    with ThreadPoolExecutor(len(documents)) as pool:
        assert list(pool.map(assign, documents)) == ["ok"] * len(documents)
    for document in documents:
        document.refresh_from_db()
        (file,) = document.files.filter(is_current=True)
        assert f"Số: {document.symbol}" in read_pdf_text(read_content(file.sha256))
    assert sorted(document.number for document in documents) == ["01", "02", "03", "04"]
    assert list(find_faults()) == []


def test_two_series_do_not_block_each_other() -> None:
    """On PostgreSQL a series locks one row. SQLite has one writer: there the second must wait."""
    office = make_office()
    day = clock.today()
    letters, _ = (
        find_series(office.agency.pk, direction="out", doc_type=doc_type, on=day)
        for doc_type in ("cong_van", "quyet_dinh")
    )
    other = connections.create_connection("default")
    try:
        with transaction.atomic():
            assert next_number(letters.pk, day) == 1
            assert _may_lock(other, "quyet_dinh") == (connection.vendor == "postgresql")
            assert not _may_lock(other, "cong_van")
    finally:
        other.close()


def test_a_number_that_waited_for_the_locking_of_its_book_is_refused() -> None:
    """Who stands at the row while the book is locked is judged by what it says afterwards."""
    office = make_office()
    first = register_incoming(office.clerk, incoming_command(office, "1"), now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            register_pk = first.series.register_id
            lock_register(office.clerk, register_pk=register_pk, reason="Kiểm tra sổ cuối quý")
            waiting = pool.submit(_register_late, office)
            _until_somebody_waits()
        assert waiting.result(timeout=60) == "locked"
    assert RegisterEntry.objects.count() == 1
    assert list(find_faults()) == []


def _register_late(office: Office) -> str:
    try:
        register_incoming(office.clerk, incoming_command(office, "2"), now=NOW)
    except Conflict as conflict:
        return conflict.code
    finally:
        connections.close_all()
    return "registered"


def _until_somebody_waits() -> None:
    """PostgreSQL tells who waits for a lock; SQLite's one writer lets nobody begin."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = clock.now() + timedelta(seconds=60)
    while connection.vendor == "postgresql" and clock.now() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return


def _may_lock(other: BaseDatabaseWrapper, key: str) -> bool:
    """Whether another connection gets the series' row at once."""
    is_sqlite = other.vendor == "sqlite"
    try:
        with other.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=100" if is_sqlite else "SET lock_timeout=100")
            cursor.execute(
                "UPDATE docflow_numberseries SET last_number = last_number WHERE key = %s", [key]
            )
    except OperationalError:
        return False
    return True
