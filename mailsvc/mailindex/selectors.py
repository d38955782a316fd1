"""Looking up in an index that `access.open_index` has opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mailsvc.mailindex.conditions import Within, where
from mailsvc.mailindex.engine import Engine
from mailsvc.mailindex.rows import ANSWERED, FLAGGED, SEEN, FolderRow, list_folders
from mailsvc.mailindex.threads import message_key
from mailsvc.mailindex.words import unpack
from mailsvc.mailstore.pages import place
from mailsvc.mailstore.query import Query
from mailsvc.mailstore.values import Row

_KEYS_AT_ONCE = 500
_HIT = (
    "m.id, m.folder, m.uid, m.thread, m.received_at, m.subject, m.from_name, m.from_address, "
    "m.to_names, m.sent_at, m.size_bytes, m.flags, m.has_file, m.message_key, m.preview"
)


@dataclass(frozen=True)
class Hit:
    """A message that was found. `row` is what a list shows of it."""

    pk: int
    folder: str
    thread: int
    received_at: datetime
    message_key: int
    preview: str
    row: Row


@dataclass(frozen=True)
class Found:
    """A page of hits, newest first."""

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Threads:
    """A page of conversations, newest first."""

    threads: tuple[int, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Gap:
    """Messages of a folder the index cannot answer for yet: all up to this uid."""

    folder: str
    last_uid: int


def find(
    engine: Engine,
    query: Query,
    folders: Collection[str],
    page: int = 1,
    size: int = 50,
    within: Within | None = None,
) -> Found:
    """The page of what matches in these folders, by the time of arrival."""
    names = _names(engine, folders)
    condition, params = where(engine, query, names, within)
    sql = (
        "WITH found AS MATERIALIZED "  # noqa: S608  conditions are built from marks alone
        f"(SELECT m.id, m.received_at FROM mailindex_message m WHERE {condition}) "
        "SELECT (SELECT count(*) FROM found), f.id FROM found f "
        "ORDER BY f.received_at DESC, f.id DESC LIMIT %s OFFSET %s"
    )
    rows = engine.rows(sql, (*params, size, (page - 1) * size))
    if not rows and page > 1:
        last = _last_page(engine, condition, params, size)
        return find(engine, query, folders, last, size, within)
    total = int(rows[0][0]) if rows else 0
    page, pages, _ = place(total, page, size)
    return Found(_hits(engine, [pk for _, pk in rows], names), total, page, pages)


def find_uids(
    engine: Engine,
    query: Query,
    folder: str,
    last: int | None = None,
    within: Within | None = None,
) -> list[int]:
    """The uids of all in one folder that match, up to the uid `last`, newest first."""
    condition, params = where(engine, query, _names(engine, [folder]), within)
    if last is not None:
        condition, params = f"{condition} AND m.uid <= %s", [*params, last]
    sql = f"SELECT m.uid FROM mailindex_message m WHERE {condition} ORDER BY m.uid DESC"  # noqa: S608
    return [uid for (uid,) in engine.rows(sql, params)]


def list_gaps(engine: Engine, query: Query, folders: Collection[str]) -> list[Gap]:
    """Where Dovecot has to be asked beside the index; empty when it holds everything asked for."""
    known = {row.name: row for row in list_folders(engine)}
    last = _last_textless(engine) if query.needs_body else {}
    gaps = []
    for name in folders:
        row = known.get(name)
        if row is None:
            gaps.append(Gap(name, 2**32 - 1))
            continue
        end = max(row.low_uid - 1, last.get(row.pk, 0))
        if end:
            gaps.append(Gap(name, end))
    return gaps


def list_threads(engine: Engine, folder: str, page: int, size: int) -> Threads:
    """Conversations with a message in the folder, by its newest message there."""
    pks = list(_names(engine, [folder]))
    if not pks:
        return Threads((), 0, 1, 1)
    counted = "SELECT count(DISTINCT thread) FROM mailindex_message WHERE folder = %s"
    total = int(engine.rows(counted, pks)[0][0])
    page, pages, size = place(total, page, size)
    sql = (
        "SELECT thread FROM mailindex_message WHERE folder = %s "
        "GROUP BY thread ORDER BY max(received_at) DESC, thread LIMIT %s OFFSET %s"
    )
    found = engine.rows(sql, (*pks, size, (page - 1) * size))
    return Threads(tuple(thread for (thread,) in found), total, page, pages)


def read_threads(
    engine: Engine, threads: Sequence[int], folders: Collection[str]
) -> dict[int, list[Hit]]:
    """The messages of conversations in these folders, oldest first."""
    names = _names(engine, folders)
    if not threads or not names:
        return {}
    marks = ", ".join(["%s"] * len(threads))
    places = ", ".join(["%s"] * len(names))
    sql = (
        "SELECT id FROM mailindex_message WHERE mailbox = %s "  # noqa: S608  marks only
        f"AND thread IN ({marks}) AND folder IN ({places}) "
        "ORDER BY received_at DESC, id DESC LIMIT 3000"
    )
    pks = [pk for (pk,) in engine.rows(sql, (engine.mailbox_pk, *threads, *names))]
    found: dict[int, list[Hit]] = {}
    for start in range(0, len(pks), 500):
        for hit in _hits(engine, pks[start : start + 500], names):
            found.setdefault(hit.thread, []).insert(0, hit)
    return found


def find_related_uids(engine: Engine, folder: str, message_ids: Collection[str]) -> set[int]:
    """The uids in one folder of these mails and of all that stand in their conversations."""
    pks = list(_names(engine, [folder]))
    keys = sorted({key for key in map(message_key, message_ids) if key})
    found: set[int] = set()
    for start in range(0, len(keys) if pks else 0, _KEYS_AT_ONCE):
        some = keys[start : start + _KEYS_AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        sql = (
            "SELECT uid FROM mailindex_message WHERE folder = %s AND thread IN "  # noqa: S608
            "(SELECT thread FROM mailindex_reference WHERE mailbox = %s "
            f"AND message_key IN ({marks}))"
        )
        found |= {uid for (uid,) in engine.rows(sql, (*pks, engine.mailbox_pk, *some))}
    return found


def find_thread(engine: Engine, folder: str, uid: int) -> int | None:
    """The conversation of a message; None while it is not held."""
    sql = (
        "SELECT m.thread FROM mailindex_message m JOIN mailindex_folder f ON f.id = m.folder "
        "WHERE f.mailbox = %s AND f.name = %s AND m.uid = %s"
    )
    found = engine.rows(sql, (engine.mailbox_pk, folder, uid))
    return int(found[0][0]) if found else None


def read_words(engine: Engine, pks: Sequence[int]) -> dict[int, str]:
    """The texts of messages as written, by row; "" where they are not read yet."""
    if not pks:
        return {}
    marks = ", ".join(["%s"] * len(pks))
    sql = f"SELECT id, packed FROM mailindex_text WHERE id IN ({marks})"  # noqa: S608
    return {pk: unpack(bytes(packed)).body for pk, packed in engine.rows(sql, list(pks))}


def _names(engine: Engine, folders: Collection[str] | None) -> dict[int, str]:
    rows: list[FolderRow] = list_folders(engine)
    return {row.pk: row.name for row in rows if folders is None or row.name in folders}


def _last_page(engine: Engine, condition: str, params: Sequence[object], size: int) -> int:
    sql = f"SELECT count(*) FROM mailindex_message m WHERE {condition}"  # noqa: S608
    return place(int(engine.rows(sql, params)[0][0]), 2**31, size)[1]


def _last_textless(engine: Engine) -> dict[int, int]:
    sql = (
        "SELECT folder, max(uid) FROM mailindex_message WHERE mailbox = %s AND has_text = 0 "
        "GROUP BY folder"
    )
    return dict(engine.rows(sql, (engine.mailbox_pk,)))


def _hits(engine: Engine, pks: Sequence[int], names: dict[int, str]) -> tuple[Hit, ...]:
    if not pks:
        return ()
    marks = ", ".join(["%s"] * len(pks))
    sql = f"SELECT {_HIT} FROM mailindex_message m WHERE m.id IN ({marks})"  # noqa: S608
    found = {row[0]: _hit(row, names) for row in engine.rows(sql, list(pks))}
    return tuple(found[pk] for pk in pks if pk in found)


def _hit(values: tuple[Any, ...], names: dict[int, str]) -> Hit:
    pk, folder, uid, thread, received, subject, name, address, to_names, *rest = values
    sent, size_bytes, flags, has_file, key, preview = rest
    return Hit(
        pk=pk,
        folder=names[folder],
        thread=thread,
        received_at=_time(received),
        message_key=key,
        preview=preview,
        row=Row(
            uid=uid,
            subject=subject,
            from_name=name,
            from_address=address,
            to_names=tuple(to_names.split("\n")) if to_names else (),
            sent_at=_time(sent),
            size_bytes=size_bytes,
            is_seen=bool(flags & SEEN),
            is_flagged=bool(flags & FLAGGED),
            is_answered=bool(flags & ANSWERED),
            has_attachment=bool(has_file),
        ),
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
