"""The database of the running tests: its address for programs that tests start, and emptying it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import quote

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

# Rows of few tables are many times cheaper to delete than all tables' files are to make anew. As a
# replica the session runs no triggers: neither foreign keys nor the audit's.
_EMPTY = """
DO $$
DECLARE name text; is_used boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH name IN ARRAY ARRAY[{names}] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_used;
    IF is_used THEN EXECUTE format('DELETE FROM %I', name); END IF;
  END LOOP;
END $$
"""


def database_url() -> str:
    """What CV_DATABASE_URL must be for a process that starts afresh."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    host = f"{settings['HOST']}:{settings['PORT']}" if settings["PORT"] else settings["HOST"]
    return f"postgres://{settings['USER']}{password}@{host}/{settings['NAME']}"


@contextmanager
def cheap_flush() -> Iterator[None]:
    """On PostgreSQL a flush deletes the rows there are, instead of TRUNCATE for every table."""
    whole = DatabaseOperations.sql_flush

    def sql_flush(
        self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any
    ) -> list[str]:
        if not tables or options.get("reset_sequences"):
            return whole(self, style, tables, **options)
        names = ", ".join(f"'{name}'" for name in tables)
        return [_EMPTY.format(names=names)]

    with mock.patch.object(DatabaseOperations, "sql_flush", sql_flush):
        yield
