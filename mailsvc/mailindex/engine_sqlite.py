"""A file a mailbox: SQLite with FTS5. Filling one never takes the lock mail is accepted under."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from mailsvc.mailindex.engine import IndexUnavailable
from mailsvc.mailindex.schema import VERSION, statements
from mailsvc.mailindex.words import Words, folded, unpack
from mailsvc.mailstore.query import Field, Term

_BUSY_S = 3.0
_TYPES = {"key": "INTEGER PRIMARY KEY", "big": "INTEGER", "bytes": "BLOB"}
_FTS = "content='', columnsize=0, tokenize='unicode61 remove_diacritics 0'"
_WORDS = (
    f"CREATE VIRTUAL TABLE mailindex_head USING fts5(subject, sender, recipients, files, {_FTS})",
    f"CREATE VIRTUAL TABLE mailindex_body USING fts5(body, {_FTS})",
    "CREATE TABLE mailindex_of (address text NOT NULL)",
)
_HEAD_COLUMNS = {
    Field.SUBJECT: "subject",
    Field.SENDER: "sender",
    Field.RECIPIENT: "recipients",
    Field.FILE: "files",
}
_PUT_HEAD = (
    "INSERT INTO mailindex_head (rowid, subject, sender, recipients, files) VALUES (?, ?, ?, ?, ?)"
)
_DROP_HEAD = (
    "INSERT INTO mailindex_head (mailindex_head, rowid, subject, sender, recipients, files) "
    "VALUES ('delete', ?, ?, ?, ?, ?)"
)
_DROP_BODY = "INSERT INTO mailindex_body (mailindex_body, rowid, body) VALUES ('delete', ?, ?)"
_MERGE_HEAD = "INSERT INTO mailindex_head (mailindex_head, rank) VALUES ('merge', 500)"
_MERGE_BODY = "INSERT INTO mailindex_body (mailindex_body, rank) VALUES ('merge', 500)"
_BROKEN = ("malformed", "not a database", "file is encrypted")


def index_path(mailbox_pk: int) -> Path:
    """Where the index of a mailbox lies."""
    folder: Path = settings.INDEX_DIR
    return folder / f"{int(mailbox_pk)}.sqlite3"


def remove_files(mailbox_pk: int) -> None:
    """The file and what SQLite keeps beside it."""
    path = index_path(mailbox_pk)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class SqliteEngine:
    """One open file; belongs to one thread."""

    def __init__(self, mailbox_pk: int, database: sqlite3.Connection) -> None:
        self.mailbox_pk = mailbox_pk
        self._database = database

    @classmethod
    @contextmanager
    def opened(cls, mailbox_pk: int, address: str) -> "Iterator[SqliteEngine]":
        """Open the file, made anew when it is missing, broken, old or another mailbox's."""
        with _translated(mailbox_pk):
            database = _connect(mailbox_pk, address)
        try:
            with _translated(mailbox_pk):
                yield cls(mailbox_pk, database)
        finally:
            database.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._database.execute(sql.replace("%s", "?"), tuple(params)).fetchall()

    def many(self, sql: str, params: Sequence[Sequence[object]]) -> None:
        self._database.executemany(sql.replace("%s", "?"), params)

    def put_head(self, pk: int, words: Words) -> None:
        self._database.execute(_PUT_HEAD, (pk, *words.head()))

    def put_body(self, pk: int, words: Words) -> None:
        self._database.execute(
            "INSERT INTO mailindex_body (rowid, body) VALUES (?, ?)", (pk, folded(words.body))
        )

    def drop(self, pks: Sequence[int]) -> None:
        # FTS5 keeps no text of its own here, so it is told what it once was given.
        for pk in pks:
            found = self.rows(
                "SELECT t.packed, m.has_text FROM mailindex_text t "
                "JOIN mailindex_message m ON m.id = t.id WHERE t.id = %s",
                (pk,),
            )
            for packed, has_text in found:
                words = unpack(packed)
                self._database.execute(_DROP_HEAD, (pk, *words.head()))
                if has_text:
                    self._database.execute(_DROP_BODY, (pk, folded(words.body)))

    def match(self, term: Term) -> tuple[str, list[object]]:
        phrase = '"' + folded(term.text) + '"' + ("*" if term.is_beginning else "")
        head = "SELECT rowid FROM mailindex_head WHERE mailindex_head MATCH %s"
        body = "SELECT rowid FROM mailindex_body WHERE mailindex_body MATCH %s"
        if term.field is Field.BODY:
            return body, [phrase]
        if term.field is Field.ANYWHERE:
            return f"{head} UNION ALL {body}", [phrase, phrase]
        return head, [f"{_HEAD_COLUMNS[term.field]} : {phrase}"]

    def size_bytes(self) -> int:
        path = index_path(self.mailbox_pk)
        sides = (path, path.with_name(path.name + "-wal"))
        return sum(side.stat().st_size for side in sides if side.exists())

    def tidy(self) -> None:
        self._database.execute(_MERGE_HEAD)
        self._database.execute(_MERGE_BODY)
        self._database.execute("PRAGMA optimize")
        self._database.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _connect(mailbox_pk: int, address: str) -> sqlite3.Connection:
    database = _open(mailbox_pk)
    try:
        if not _fits(database, address):
            database.close()
            # Another mailbox's words must not be found here, whatever restored which backup.
            remove_files(mailbox_pk)
            database = _open(mailbox_pk)
            _make(database, address)
    except BaseException:
        database.close()
        raise
    return database


def _open(mailbox_pk: int) -> sqlite3.Connection:
    path = index_path(mailbox_pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is read anew
    database.execute("PRAGMA temp_store = MEMORY")
    database.execute("PRAGMA cache_size = -16000")
    database.execute("PRAGMA mmap_size = 268435456")
    return database


def _fits(database: sqlite3.Connection, address: str) -> bool:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        return False
    found: list[tuple[str]] = database.execute("SELECT address FROM mailindex_of").fetchall()
    return found == [(address,)]


def _make(database: sqlite3.Connection, address: str) -> None:
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != VERSION:  # else another process was faster
        for sql in (*statements(**_TYPES), *_WORDS):
            database.execute(sql)
        database.execute("INSERT INTO mailindex_of VALUES (?)", (address,))
        database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")


@contextmanager
def _translated(mailbox_pk: int) -> Iterator[None]:
    """SQLite's errors as ours; a broken file is thrown away, it will be filled again."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if any(word in str(error) for word in _BROKEN):
            remove_files(mailbox_pk)
        raise IndexUnavailable(
            "index_unavailable", "Chỉ mục tìm thư đang bận hoặc đang được lập lại."
        ) from error
    except OSError as error:
        raise IndexUnavailable("index_unavailable", "Không ghi được chỉ mục tìm thư.") from error
