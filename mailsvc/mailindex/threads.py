"""Which conversation a message belongs to: by References (RFC 5256 §2.2), not by subject.

A new message joins the conversation of the nearest mail it refers to. Two conversations become one
only when the new message is the missing one that mails of the other referred to: nobody can tie a
stranger's conversations together by naming them all.
"""

from collections.abc import Sequence
from hashlib import blake2b

from mailsvc.mailindex.engine import Engine


def message_key(message_id: str) -> int:
    """63 bits of a Message-ID; 0 for none."""
    if not message_id:
        return 0
    digest = blake2b(message_id.encode("utf-8", "replace"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 1) or 1


def join(engine: Engine, own: int, references: Sequence[int], alone: int) -> int:
    """The thread of a message, noted for those to come; inside the caller's `change`.

    `own` and `references` are message keys, the nearest reference last; `alone` is the thread of a
    message that has no key at all.
    """
    keys = [*references, *([own] if own else [])]
    if not keys:
        return alone
    known = _known(engine, keys)
    nearest = next((known[key] for key in reversed(references) if key in known), None)
    waited_for = known.get(own)
    thread = nearest if nearest is not None else waited_for
    if thread is None:
        thread = keys[0]
    if waited_for is not None and waited_for != thread:
        _merge(engine, waited_for, thread)
    engine.many(
        "INSERT INTO mailindex_reference (mailbox, message_key, thread) VALUES (%s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        [(engine.mailbox_pk, key, thread) for key in keys if key not in known],
    )
    return thread


def _known(engine: Engine, keys: Sequence[int]) -> dict[int, int]:
    marks = ", ".join(["%s"] * len(keys))
    sql = (
        "SELECT message_key, thread FROM mailindex_reference "  # noqa: S608  only marks are put in
        f"WHERE mailbox = %s AND message_key IN ({marks})"
    )
    return dict(engine.rows(sql, (engine.mailbox_pk, *keys)))


def _merge(engine: Engine, old: int, new: int) -> None:
    for sql in (
        "UPDATE mailindex_message SET thread = %s WHERE mailbox = %s AND thread = %s",
        "UPDATE mailindex_reference SET thread = %s WHERE mailbox = %s AND thread = %s",
    ):
        engine.rows(sql, (new, engine.mailbox_pk, old))
