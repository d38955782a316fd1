"""Inserting model instances by statements that are made once a process."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, models

_Convert = Callable[[Any], Any]


def insert(*rows: models.Model) -> None:
    """Insert new instances in their order; each gets its key. In a transaction of the caller.

    Values go as they stand on the instance; no signals are sent. PostgreSQL is asked once for all
    of them: while a row is locked, each question more keeps others waiting.
    """
    plans = [_plan(type(row), connection.vendor) for row in rows]
    values = [
        [
            convert(getattr(row, name)) if convert else getattr(row, name)
            for name, convert in columns
        ]
        for row, (_statement, columns) in zip(rows, plans, strict=True)
    ]
    if connection.vendor == "postgresql":
        keys = _insert_at_once([plan[0] for plan in plans], values)
    else:
        keys = [_insert_one(plan[0], own) for plan, own in zip(plans, values, strict=True)]
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def _insert_at_once(statements: list[str], values: list[list[Any]]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), [value for own in values for value in own])
        keys = [cursor.fetchone()[0]]
        while cursor.nextset():
            keys.append(cursor.fetchone()[0])
    return keys


def _insert_one(statement: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


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
    if isinstance(field, models.ForeignKey):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _plain(value: str) -> str:
    """An enumeration member would be written by its name on some databases."""
    return value.value if isinstance(value, models.Choices) else value
