"""Tables in PostgreSQL. Each word carries its mailbox (`12:hop`), so a common word of a whole
province is looked up in the lists of one mailbox, and a search cannot reach another's words.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection, transaction

from mailsvc.mailindex.words import Words, folded
from mailsvc.mailstore.query import Field, Term

_WEIGHTS = {Field.SUBJECT: "A", Field.SENDER: "B", Field.RECIPIENT: "C", Field.FILE: "D"}
_TABLES = ("message", "folder", "reference")
_GAP = 5  # between two fields, so that no phrase crosses from one into the next
_LAST_PLACE = 16_000  # PostgreSQL counts no further


class PostgresEngine:
    """The rows of one mailbox."""

    def __init__(self, mailbox_pk: int) -> None:
        self.mailbox_pk = mailbox_pk

    @contextmanager
    def change(self) -> Iterator[None]:
        with transaction.atomic():
            # Two workers at one mailbox take turns; 9 is this package's space of locks.
            self._run("SELECT pg_advisory_xact_lock(9, %s)", (self.mailbox_pk % 2**31,))
            yield

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._run(sql, params)

    def many(self, sql: str, params: Sequence[Sequence[object]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(sql, cast(list[list[Any]], params))

    def put_head(self, pk: int, words: Words) -> None:
        place, entries = 1, []
        for text, weight in zip(words.head(), "ABCD", strict=True):
            found = text.split()
            entries += self._entries(found, place, weight)
            place += len(found) + _GAP
        self._run(
            "INSERT INTO mailindex_words (id, mailbox, head) VALUES (%s, %s, %s::tsvector)",
            (pk, self.mailbox_pk, " ".join(entries)),
        )

    def put_body(self, pk: int, words: Words) -> None:
        entries = self._entries(folded(words.body).split(), 1, "")
        self._run(
            "UPDATE mailindex_words SET body = %s::tsvector WHERE id = %s", (" ".join(entries), pk)
        )

    def drop(self, pks: Sequence[int]) -> None:
        self._run("DELETE FROM mailindex_words WHERE id = ANY(%s)", (list(pks),))

    def match(self, term: Term) -> tuple[str, list[object]]:
        head = "SELECT id FROM mailindex_words WHERE head @@ %s::tsquery"
        body = "SELECT id FROM mailindex_words WHERE body @@ %s::tsquery"
        if term.field is Field.BODY:
            return body, [self._phrase(term, "")]
        if term.field is Field.ANYWHERE:
            phrase = self._phrase(term, "")
            return f"{head} UNION ALL {body}", [phrase, phrase]
        return head, [self._phrase(term, _WEIGHTS[term.field])]

    def size_bytes(self) -> int:
        ((size,),) = self._run(
            "SELECT coalesce(sum(pg_column_size(t.*) + pg_column_size(w.*)), 0) "
            "FROM mailindex_message m LEFT JOIN mailindex_text t ON t.id = m.id "
            "LEFT JOIN mailindex_words w ON w.id = m.id WHERE m.mailbox = %s",
            (self.mailbox_pk,),
        )
        return int(size)

    def tidy(self) -> None:
        """Autovacuum does it."""

    def clear(self) -> None:
        """Throw all rows of the mailbox away."""
        with self.change():
            self._run("DELETE FROM mailindex_words WHERE mailbox = %s", (self.mailbox_pk,))
            self._run(
                "DELETE FROM mailindex_text WHERE id IN "
                "(SELECT id FROM mailindex_message WHERE mailbox = %s)",
                (self.mailbox_pk,),
            )
            for name in _TABLES:
                sql = f"DELETE FROM mailindex_{name} WHERE mailbox = %s"  # noqa: S608  our names
                self._run(sql, (self.mailbox_pk,))

    def _entries(self, words: Sequence[str], start: int, weight: str) -> list[str]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words, start):
            places.setdefault(word, []).append(min(place, _LAST_PLACE))
        return [
            f"'{self.mailbox_pk}:{word}':" + ",".join(f"{n}{weight}" for n in at[:200])
            for word, at in places.items()
        ]

    def _phrase(self, term: Term, weight: str) -> str:
        words = folded(term.text).split()
        marks = [f":{weight}" if weight else ""] * len(words)
        if term.is_beginning and words:
            marks[-1] = f":*{weight}"
        found = zip(words, marks, strict=True)
        return " <-> ".join(f"'{self.mailbox_pk}:{word}'{mark}" for word, mark in found)

    def _run(self, sql: str, params: Sequence[object]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, cast(list[Any], params))
            return cursor.fetchall() if cursor.description else []
