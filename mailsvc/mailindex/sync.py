"""Bringing an index up to date from its mailbox, as much as the caller has time for.

1. One LIST gives the freshness key of every folder; a folder with the same key is left alone.
2. Flags changed since (CONDSTORE), then new messages upwards from where the index ends, then older
   ones downwards from where it begins, so that the newest mail is found first.
3. Where the numbers still differ, messages have left: the uids say which.
What is read is written in small transactions that check that nobody else did the same meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from mailsvc.mailindex import rows
from mailsvc.mailindex.engine import Engine
from mailsvc.mailindex.rows import FolderRow
from mailsvc.mailindex.words import unpack
from mailsvc.mailstore.feed import FolderState, Head
from mailsvc.mailstore.values import FolderRole
from mailsvc.message import parse

HEADS_AT_ONCE = 250
TEXTS_AT_ONCE = 40
_LAST = (FolderRole.JUNK, FolderRole.TRASH)


class Source(Protocol):
    """What is asked of an open mailbox; `mailstore.session.Session` is one."""

    def list_states(self) -> list[FolderState]: ...

    def changed_flags(self, folder: str, since: int) -> dict[int, frozenset[str]]: ...

    def list_uids(self, folder: str, first: int = 1) -> list[int]: ...

    def read_heads(self, folder: str, uids: Sequence[int]) -> list[Head]: ...

    def read_sources(self, folder: str, uids: Sequence[int]) -> dict[int, bytes]: ...


class _Overtaken(Exception):
    """Another process has written the same folder; the next look sees what it did."""


def refresh(engine: Engine, source: Source, *, most: int) -> None:
    """Heads and flags of all folders, of at most about `most` messages not held yet."""
    states = sorted(source.list_states(), key=lambda s: (s.role in _LAST, s.role != "inbox"))
    known = _keep(engine, states)
    for state in states:
        row = known[state.name]
        if row.is_as(state):
            continue
        try:
            most -= _follow(engine, source, row, state, max(most, 0))
        except _Overtaken:
            continue


def read_texts(engine: Engine, source: Source, *, most: int) -> int:
    """Read up to `most` texts, newest mails first; how many were read."""
    wanted = engine.rows(
        "SELECT m.id, f.name, m.uid, t.packed FROM mailindex_message m "
        "JOIN mailindex_folder f ON f.id = m.folder JOIN mailindex_text t ON t.id = m.id "
        "WHERE m.mailbox = %s AND m.has_text = 0 ORDER BY m.received_at DESC LIMIT %s",
        (engine.mailbox_pk, most),
    )
    for start in range(0, len(wanted), TEXTS_AT_ONCE):
        _read_some(engine, source, wanted[start : start + TEXTS_AT_ONCE])
    return len(wanted)


def count_missing(engine: Engine) -> int:
    """Messages whose text is not read yet, those without a head not counted."""
    sql = "SELECT count(*) FROM mailindex_message WHERE mailbox = %s AND has_text = 0"
    return int(engine.rows(sql, (engine.mailbox_pk,))[0][0])


def _keep(engine: Engine, states: list[FolderState]) -> dict[str, FolderRow]:
    """Rows of exactly these folders, under the same UIDVALIDITY."""
    known = {row.name: row for row in rows.list_folders(engine)}
    validity = {state.name: state.uid_validity for state in states}
    gone = [row for row in known.values() if validity.get(row.name) != row.uid_validity]
    new = [s for s in states if s.name not in known or known[s.name] in gone]
    if not gone and not new:
        return known
    with engine.change():
        for row in gone:
            rows.drop_folder(engine, row)
        for state in new:
            rows.add_folder(engine, state)
    return {row.name: row for row in rows.list_folders(engine)}


def _follow(engine: Engine, source: Source, row: FolderRow, state: FolderState, most: int) -> int:
    """One folder; how many heads were read."""
    row = _follow_flags(engine, source, row, state)
    row, new = _follow_new(engine, source, row, state, most)
    row, old = _follow_old(engine, source, row, most - new)
    if row.low_uid == 1 and row.uid_next >= state.uid_next:
        _follow_gone(engine, source, row, state)
    return new + old


def _follow_flags(engine: Engine, source: Source, row: FolderRow, state: FolderState) -> FolderRow:
    if row.modseq == state.modseq or row.low_uid >= row.uid_next:
        return row
    changed = source.changed_flags(row.name, row.modseq)
    flags = {uid: found for uid, found in changed.items() if row.low_uid <= uid < row.uid_next}
    moved = replace(row, modseq=state.modseq)
    with engine.change():
        _move(engine, row, moved)
        rows.set_flags(engine, row.pk, flags)
    return moved


def _follow_new(
    engine: Engine, source: Source, row: FolderRow, state: FolderState, most: int
) -> tuple[FolderRow, int]:
    """Upwards; the folder's end moves with each batch."""
    if state.uid_next <= row.uid_next:
        return row, 0
    uids = source.list_uids(row.name, row.uid_next)
    chosen = uids[:most]
    for start in range(0, len(chosen), HEADS_AT_ONCE):
        batch = chosen[start : start + HEADS_AT_ONCE]
        row = _take(engine, source, row, replace(row, uid_next=batch[-1] + 1), batch)
    if len(chosen) == len(uids) and row.uid_next < state.uid_next:
        row = _take(engine, source, row, replace(row, uid_next=state.uid_next), [])
    return row, len(chosen)


def _follow_old(engine: Engine, source: Source, row: FolderRow, most: int) -> tuple[FolderRow, int]:
    """Downwards; 1 means that all are held."""
    if row.low_uid == 1:
        return row, 0
    uids = [uid for uid in source.list_uids(row.name) if uid < row.low_uid]
    chosen = uids[len(uids) - min(most, len(uids)) :]
    for end in range(len(chosen), 0, -HEADS_AT_ONCE):
        batch = chosen[max(0, end - HEADS_AT_ONCE) : end]
        row = _take(engine, source, row, replace(row, low_uid=batch[0]), batch)
    if len(chosen) == len(uids) and row.low_uid > 1:
        row = _take(engine, source, row, replace(row, low_uid=1), [])
    return row, len(chosen)


def _follow_gone(engine: Engine, source: Source, row: FolderRow, state: FolderState) -> None:
    """Messages that left, and any that slipped through."""
    sql = "SELECT uid FROM mailindex_message WHERE folder = %s"
    held = {uid for (uid,) in engine.rows(sql, (row.pk,))}
    there = held if len(held) == state.total else set(source.list_uids(row.name))
    lost = [uid for uid in there - held if uid < row.uid_next]
    heads = source.read_heads(row.name, sorted(lost)[-HEADS_AT_ONCE:]) if lost else []
    with engine.change():
        _move(engine, row, replace(row, total=state.total))
        rows.drop_messages(engine, row.pk, sorted(held - there))
        for head in heads:
            rows.add_message(engine, row.pk, head)


def _take(
    engine: Engine, source: Source, row: FolderRow, moved: FolderRow, uids: Sequence[int]
) -> FolderRow:
    heads = source.read_heads(row.name, uids) if uids else []
    with engine.change():
        _move(engine, row, moved)
        for head in heads:
            rows.add_message(engine, row.pk, head)
    return moved


def _move(engine: Engine, row: FolderRow, moved: FolderRow) -> None:
    if not rows.move_marks(engine, row, moved):
        raise _Overtaken


def _read_some(
    engine: Engine, source: Source, wanted: Sequence[tuple[int, str, int, bytes]]
) -> None:
    """Network and reading first, then one short transaction."""
    by_folder: dict[str, list[int]] = {}
    for _pk, folder, uid, _packed in wanted:
        by_folder.setdefault(folder, []).append(uid)
    sources = {folder: source.read_sources(folder, uids) for folder, uids in by_folder.items()}
    read = [
        (pk, unpack(packed).with_body(parse(sources[folder].get(uid, b"")).text))
        for pk, folder, uid, packed in wanted
    ]
    with engine.change():
        for pk, words in read:
            rows.add_text(engine, pk, words)
