"""Asked by the driver's own cursor: the same answers, within the same transaction."""

import pytest
from django.db import DatabaseError, connection, transaction

from mailsvc.directory.models import Agency
from mailsvc.prepared.driver import ask
from tests.factories import make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

RENAME = "UPDATE directory_agency SET name = %s WHERE id = %s"


def test_what_gives_no_rows_is_done_all_the_same():
    agency = make_agency()
    assert ask(RENAME, ["Sở Nội vụ 100%s", agency.pk]) == []
    assert Agency.objects.get(pk=agency.pk).name == "Sở Nội vụ 100%s"
    assert ask("SELECT name FROM directory_agency WHERE id = %s", [agency.pk]) == [
        ("Sở Nội vụ 100%s",)
    ]


def test_it_is_undone_with_the_transaction_around_it():
    agency = make_agency(name="Sở Tài chính")
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(RENAME, ["Sở Nội vụ", agency.pk])
        raise RuntimeError
    assert Agency.objects.get(pk=agency.pk).name == "Sở Tài chính"


def test_the_errors_are_those_of_django():
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT * FROM no_such_table", [])
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        ask("SELECT 1", [])


def test_who_listens_hears_it():
    heard: list[str] = []

    def listen(execute, sql, *rest):
        heard.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        assert ask("SELECT 1", []) == [(1,)]
    assert heard == ["SELECT 1"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_only_a_statement_that_shall_be_kept_is_prepared(is_kept: bool):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver keeps the statements of a connection itself")
    sql = f"SELECT id, {int(is_kept)} AS kept FROM directory_agency WHERE id = %s"
    ask(sql, [1], is_kept=is_kept)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            [f"SELECT id, {int(is_kept)} AS kept%"],
        )
        assert cursor.fetchone() == (int(is_kept),)
