"""Asked once a page: the same answer while nobody writes, the new one as soon as somebody did."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from mailsvc.prepared import look
from mailsvc.prepared.look import ask_once, one_look
from tests.factories import make_agency

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "SELECT name FROM directory_agency WHERE id = %s"


@pytest.fixture
def agency_pk() -> int:
    return make_agency(name="Sở Nội vụ").pk


@pytest.fixture
def other() -> Iterator[sqlite3.Connection]:
    """Another connection to the same database."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is asked each time")
    connection.ensure_connection()
    name = str(connection.settings_dict["NAME"])
    found = sqlite3.connect(name, uri=name.startswith("file:"), isolation_level=None)
    yield found
    found.close()


def ask(pk: int) -> str:
    return ask_once(NAME, (pk,), using="default", is_kept=True)[0][0]


def rename(other: sqlite3.Connection, pk: int, name: str) -> None:
    other.execute("UPDATE directory_agency SET name = ? WHERE id = ?", (name, pk))


def kept() -> int:
    return len(look._look.answers)


def test_what_was_answered_before_holds_for_the_next_page(other, agency_pk) -> None:
    for _ in range(2):
        with one_look():
            assert ask(agency_pk) == "Sở Nội vụ"
    before = kept()
    with one_look():
        assert ask(agency_pk) == "Sở Nội vụ"
        assert kept() == before > 0


def test_neither_long_answers_nor_very_many_are_kept(other, agency_pk) -> None:
    numbers = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
    with one_look():
        ask(agency_pk)
        before = kept()
        rows = ask_once(numbers + "SELECT i FROM n", (500,), using="default", is_kept=True)
        assert len(rows) == 500 and kept() == before
        for number in range(500):
            ask_once("SELECT %s", (number,), using="default", is_kept=True)
        assert 0 < kept() < 500


def test_the_next_page_sees_what_another_connection_wrote(other, agency_pk) -> None:
    with one_look():
        assert ask(agency_pk) == "Sở Nội vụ"
    rename(other, agency_pk, "Sở Tài chính")
    with one_look():
        assert ask(agency_pk) == "Sở Tài chính"


def test_a_page_sees_what_it_wrote_itself(other, agency_pk) -> None:
    with one_look():
        assert ask(agency_pk) == "Sở Nội vụ"
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE directory_agency SET name = 'Sở Y tế' WHERE id = %s", [agency_pk]
            )
        assert ask(agency_pk) == "Sở Y tế"


def test_in_a_transaction_the_database_is_asked(other, agency_pk) -> None:
    with one_look():
        assert ask(agency_pk) == "Sở Nội vụ"
        rename(other, agency_pk, "Sở Tài chính")
        with transaction.atomic():
            assert ask(agency_pk) == "Sở Tài chính"


def test_what_was_undone_is_not_remembered(other, agency_pk) -> None:
    with one_look():
        with pytest.raises(RuntimeError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE directory_agency SET name = 'Sở Y tế' WHERE id = %s", [agency_pk]
            )
            assert ask(agency_pk) == "Sở Y tế"
            raise RuntimeError
        assert ask(agency_pk) == "Sở Nội vụ"


def test_a_page_that_takes_long_asks_again(other, agency_pk, monkeypatch) -> None:
    monkeypatch.setattr(look, "HELD_S", 0.0)
    with one_look():
        assert ask(agency_pk) == "Sở Nội vụ"
        rename(other, agency_pk, "Sở Tài chính")
        assert ask(agency_pk) == "Sở Tài chính"


def test_outside_a_page_the_database_is_asked(other, agency_pk) -> None:
    assert ask(agency_pk) == "Sở Nội vụ"
    rename(other, agency_pk, "Sở Tài chính")
    assert ask(agency_pk) == "Sở Tài chính"


def test_who_listens_hears_every_question(agency_pk) -> None:
    heard: list[str] = []

    def listen(execute, sql, *rest):
        heard.append(sql)
        return execute(sql, *rest)

    with one_look(), connection.execute_wrapper(listen):
        ask(agency_pk)
        ask(agency_pk)
    assert len(heard) == 2


def test_a_connection_opened_anew_remembers_nothing_of_the_old(other, agency_pk) -> None:
    with one_look():
        ask(agency_pk)
        assert kept() == 1
    rename(other, agency_pk, "Sở Tài chính")
    connection.close()
    with one_look():
        connection.ensure_connection()
        assert ask(agency_pk) == "Sở Tài chính"
