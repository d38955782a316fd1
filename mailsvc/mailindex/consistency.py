"""Invariants X1 (rows and folders), X2 (words and texts), X3 (whose file it is)."""

from collections.abc import Iterator

from mailsvc.mailindex.engine import Engine, IndexUnavailable, open_engine
from mailsvc.mailindex.models import IndexedMailbox
from mailsvc.mailindex.words import folded, unpack
from mailsvc.mailstore.query import Field, Term

_COUNTS = {
    "X1 messages in no folder": (
        "SELECT count(*) FROM mailindex_message m LEFT JOIN mailindex_folder f ON f.id = m.folder "
        "WHERE m.mailbox = %s AND f.id IS NULL"
    ),
    "X1 messages outside what their folder says to hold": (
        "SELECT count(*) FROM mailindex_message m JOIN mailindex_folder f ON f.id = m.folder "
        "WHERE m.mailbox = %s AND (m.uid < f.low_uid OR m.uid >= f.uid_next)"
    ),
    "X2 messages without packed words": (
        "SELECT count(*) FROM mailindex_message m LEFT JOIN mailindex_text t ON t.id = m.id "
        "WHERE m.mailbox = %s AND t.id IS NULL"
    ),
}
_LOOKED_AT = 200


def find_problems() -> list[str]:
    """One line a finding; empty is good."""
    return [line for job in IndexedMailbox.objects.select_related("mailbox") for line in _of(job)]


def _of(job: IndexedMailbox) -> Iterator[str]:
    name = job.mailbox.address
    try:
        with open_engine(job.mailbox_id, name) as engine:
            yield from (f"{name}: {line}" for line in check(engine))
    except IndexUnavailable as error:
        yield f"X3 {name}: {error.code}"


def check(engine: Engine) -> list[str]:
    """The findings in one index."""
    found = [(what, engine.rows(sql, (engine.mailbox_pk,))) for what, sql in _COUNTS.items()]
    lines = [f"{what}: {count}" for what, ((count,),) in found if count]
    return lines + _words(engine)


def _words(engine: Engine) -> list[str]:
    """The newest mails are found by what stands in them."""
    newest = engine.rows(
        "SELECT m.id, t.packed, m.has_text FROM mailindex_message m "
        "JOIN mailindex_text t ON t.id = m.id WHERE m.mailbox = %s ORDER BY m.id DESC LIMIT %s",
        (engine.mailbox_pk, _LOOKED_AT),
    )
    lost = 0
    for pk, packed, has_text in newest:
        words = unpack(bytes(packed))
        lost += not _is_found(engine, pk, Field.SUBJECT, words.subject)
        lost += bool(has_text) and not _is_found(engine, pk, Field.BODY, words.body)
    return [f"X2 words that find no message: {lost}"] if lost else []


def _is_found(engine: Engine, pk: int, field: Field, text: str) -> bool:
    first = folded(text[:200]).split()[:1]
    if not first:
        return True
    found, params = engine.match(Term(first[0], field, is_beginning=True))
    return bool(engine.rows(f"SELECT 1 WHERE %s IN ({found})", (pk, *params)))
