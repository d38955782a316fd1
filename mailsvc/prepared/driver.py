"""Asking by the driver's own cursor: Django's costs more than a short answer does.

Where somebody listens in (tests that count queries, a builder that may not ask) Django's is used.
PostgreSQL then takes values apart from the words of the statement, parses those once a connection
and soon keeps the plan too: half of the processor time of an INSERT on either side.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connections

_MARK = re.compile(r"(?<!%)%s")

Rows = list[tuple[Any, ...]]


def ask(sql: str, params: Sequence[Any], *, using: str = "default", is_kept: bool = True) -> Rows:
    """The rows of one statement, none where it gives none; `%s` stands for each value.

    `is_kept`: PostgreSQL shall keep the statement. It must then be one of few, and may not need a
    plan of its own for each value.
    """
    wrapper: Any = connections[using]
    is_postgres = wrapper.vendor == "postgresql"
    if wrapper.execute_wrappers or wrapper.queries_logged or is_postgres and not is_kept:
        with wrapper.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []
    wrapper.validate_no_broken_transaction()
    wrapper.close_if_health_check_failed()
    if wrapper.connection is None:
        wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        answer = _on_postgres if is_postgres else _on_sqlite
        return answer(wrapper.connection, sql, params)


def _on_postgres(session: Any, sql: str, params: Sequence[Any]) -> Rows:
    from psycopg import Cursor  # an installation on SQLite does not load it

    with Cursor(session) as cursor:
        cursor.execute(sql, params, prepare=True)
        answer = cursor.pgresult
        return cursor.fetchall() if answer and answer.nfields else []


def _on_sqlite(session: Any, sql: str, params: Sequence[Any]) -> Rows:
    cursor = session.execute(_for_sqlite(sql), params)
    found: Rows = cursor.fetchall()
    cursor.close()
    return found


@lru_cache(maxsize=1000)
def _for_sqlite(sql: str) -> str:
    """With the driver's marks for parameters, as Django's own cursor puts them there each time."""
    return _MARK.sub("?", sql).replace("%%", "%")
