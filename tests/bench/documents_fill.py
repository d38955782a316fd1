"""Writes the documents of `make bench-documents` into an empty database: `<rows> <file>`.

Rows go in by COPY on PostgreSQL and by `executemany` on SQLite; the index over the words of files
is built after them. Last, the accounts of those who will ask are written into the file, as JSON.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from docflow.documents.models import Document, DocumentFile, Movement, Recipient  # noqa: E402
from docflow.register.models import NumberSeries, RegisterEntry  # noqa: E402
from docflow.routing.models import Assignment, Directive  # noqa: E402
from tests.bench.documents_data import TABLES, Row, Writer, make_people  # noqa: E402

_AT_ONCE = 10_000
_WORDS_INDEX = "docflow_searchtext_vector"
_NUMBERED = [Document, DocumentFile, Movement, Recipient, RegisterEntry, Directive, Assignment]


def main(total: int, made: Path) -> None:
    begin = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    people = make_people()
    writer = Writer(people, total)
    with _loading():
        for first in range(1, total + 1, _AT_ONCE):
            _write(writer, range(first, min(first + _AT_ONCE, total + 1)))
    for series_pk, count in writer.counts.items():
        NumberSeries.objects.filter(pk=series_pk).update(last_number=count)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _NUMBERED):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if _is_postgres() else "ANALYZE")
    made.write_text(json.dumps([one.account.pk for one in people.asking]))
    print(f"{total} documents written in {time.monotonic() - begin:.0f} s", flush=True)


def _write(writer: Writer, numbers: range) -> None:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for number in numbers:
        for table, row in writer.rows_of(number):
            rows[table.name].append(row)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            _put(cursor, table.name, table.columns, rows[table.name])


def _put(cursor: Any, name: str, columns: list[str], rows: list[Row]) -> None:
    into = f"{name} ({', '.join(columns)})"
    if _is_postgres():
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO {into} VALUES ({places})", rows)


@contextmanager
def _loading() -> Iterator[None]:
    """Nothing is checked row by row, and the words are indexed at the end."""
    with connection.cursor() as cursor:
        if not _is_postgres():
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            yield
            return
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [_WORDS_INDEX])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {_WORDS_INDEX}")
        yield
        cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
