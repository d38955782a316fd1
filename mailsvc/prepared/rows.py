"""Inserting model instances by statements that are made once a process."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, models

from mailsvc.prepared.driver import ask

_Convert = Callable[[Any], Any]


def insert(*rows: models.Model) -> None:
    """Insert new instances in their order; each gets its key. In a transaction of the caller.

    Values go as they stand on the instance; no signals are sent.
    """
    for row in rows:
        statement, columns = _plan(type(row), connection.vendor)
        values = [
            convert(getattr(row, name)) if convert else getattr(row, name)
            for name, convert in columns
        ]
        row.pk = ask(statement, values)[0][0]
        row._state.adding, row._state.db = False, connection.alias


@cache
def _plan(model: type[models.Model], vendor: str) -> tuple[str, list[tuple[str, _Convert | None]]]:
    """The statement and its columns; a primary key the database makes is left to it."""
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column or "")
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {key}"  # noqa: S608
    return statement, [(field.attname, _conversion(field)) for field in fields]


def _conversion(field: "models.Field[Any, Any]") -> _Convert | None:
    """Looked up on the connection at each call: the plan is shared by threads."""
    if isinstance(field, models.CharField | models.TextField):
        return _plain
    is_as_it_stands = isinstance(field, models.DateField) and connection.vendor == "postgresql"
    if is_as_it_stands or isinstance(field, models.ForeignKey):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _plain(value: str) -> str:
    """An enumeration member would be written by its name on some databases."""
    return value.value if isinstance(value, models.Choices) else value
