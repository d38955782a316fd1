"""Two prints of one book at the same moment are two volumes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from docflow.register.models import PrintedRange
from docflow.register.prints import Book, record_print
from tests.service.docflow.offices import NOW, Office, make_office

pytestmark = [pytest.mark.db_bound, pytest.mark.django_db(transaction=True)]

ROUNDS, PRINTERS = 4, 3


def _print(office: Office, start: Barrier) -> int:
    start.wait(timeout=60)
    try:
        day = NOW.date()
        book = Book(PrintedRange.Kind.POSTS, office.agency)
        return record_print(
            office.clerk, book, since=day, until=day, lines=[["1", "Báo cáo"]], now=NOW
        ).volume
    finally:
        connections.close_all()


def test_no_two_volumes_have_one_number() -> None:
    office = make_office()
    volumes: list[int] = []
    for _ in range(ROUNDS):
        start = Barrier(PRINTERS)
        with ThreadPoolExecutor(PRINTERS) as pool:
            volumes += pool.map(_print, [office] * PRINTERS, [start] * PRINTERS)
    assert sorted(volumes) == list(range(1, ROUNDS * PRINTERS + 1))
