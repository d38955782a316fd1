"""The two engines behind one face. Statements are common SQL with `%s`; an engine knows how words
are put in, taken out and looked for, and how a change is made whole.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from django.db import connection

from mailsvc.base.errors import Unavailable
from mailsvc.mailindex.words import Words
from mailsvc.mailstore.query import Term


class IndexUnavailable(Unavailable):
    """The index is busy, being made anew, or its disk is full; Dovecot can still search."""


class Engine(Protocol):
    """The index of one mailbox."""

    mailbox_pk: int

    def change(self) -> AbstractContextManager[None]:
        """All statements inside hold together; one writer at a time."""

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""

    def many(self, sql: str, params: Sequence[Sequence[object]]) -> None:
        """Run a statement for each of the parameters."""

    def put_head(self, pk: int, words: Words) -> None:
        """Words of a new message, without its text."""

    def put_body(self, pk: int, words: Words) -> None:
        """The words of the text of a message that has none yet."""

    def drop(self, pks: Sequence[int]) -> None:
        """Take the words of messages out; their packed texts must still be there."""

    def match(self, term: Term) -> tuple[str, list[object]]:
        """A subquery of message ids, with its parameters; the caller limits the mailbox."""

    def size_bytes(self) -> int:
        """What the mailbox's index takes on disk, about."""

    def tidy(self) -> None:
        """After much was put in: make looking up quick again."""


@contextmanager
def open_engine(mailbox_pk: int, address: str) -> Iterator[Engine]:
    """The engine of this installation's database. IndexUnavailable.

    Only for `mailindex` itself: people come through `access.open_index`.
    """
    if connection.vendor == "sqlite":
        from mailsvc.mailindex.engine_sqlite import SqliteEngine

        with SqliteEngine.opened(mailbox_pk, address) as engine:
            yield engine
    else:
        from mailsvc.mailindex.engine_postgres import PostgresEngine

        yield PostgresEngine(mailbox_pk)


def drop_index(mailbox_pk: int) -> None:
    """Throw a mailbox's index away."""
    if connection.vendor == "sqlite":
        from mailsvc.mailindex.engine_sqlite import remove_files

        remove_files(mailbox_pk)
    else:
        from mailsvc.mailindex.engine_postgres import PostgresEngine

        PostgresEngine(mailbox_pk).clear()
