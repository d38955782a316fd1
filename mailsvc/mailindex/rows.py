"""Writing the rows of an index: folders, messages, texts; inside the caller's `change`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailsvc.mailindex.engine import Engine
from mailsvc.mailindex.threads import join, message_key
from mailsvc.mailindex.words import Words, clip, pack
from mailsvc.mailstore.feed import FolderState, Head
from mailsvc.message.view import Address

SEEN, FLAGGED, ANSWERED = 1, 2, 4
_BITS = {"\\Seen": SEEN, "\\Flagged": FLAGGED, "\\Answered": ANSWERED}
_PREVIEW_CHARS = 140
_NAMES_SHOWN = 5
_FOLDER = "id, name, role, uid_validity, uid_next, low_uid, modseq, total"
_MESSAGE = (
    "mailbox, folder, uid, thread, received_at, sent_at, size_bytes, flags, has_file, has_text, "
    "message_key, subject, from_name, from_address, to_names, preview"
)
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)


@dataclass(frozen=True)
class FolderRow:
    """What the index holds of a folder: heads of all uids from `low_uid` to before `uid_next`."""

    pk: int
    name: str
    role: str
    uid_validity: int
    uid_next: int
    low_uid: int
    modseq: int
    total: int

    def is_as(self, state: FolderState) -> bool:
        """True when nothing has changed since, and nothing is missing."""
        mine = (self.low_uid, self.uid_validity, self.uid_next, self.modseq, self.total)
        return mine == (1, state.uid_validity, state.uid_next, state.modseq, state.total)


def list_folders(engine: Engine) -> list[FolderRow]:
    """The folders the index knows."""
    sql = f"SELECT {_FOLDER} FROM mailindex_folder WHERE mailbox = %s ORDER BY id"  # noqa: S608
    return [FolderRow(*row) for row in engine.rows(sql, (engine.mailbox_pk,))]


def add_folder(engine: Engine, state: FolderState) -> None:
    """A folder of which nothing is held yet; another process may be faster."""
    engine.rows(
        "INSERT INTO mailindex_folder "
        "(mailbox, name, role, uid_validity, uid_next, low_uid, modseq, total) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, -1) ON CONFLICT DO NOTHING",
        (
            *(engine.mailbox_pk, state.name, str(state.role), state.uid_validity),
            *(state.uid_next, state.uid_next, state.modseq),
        ),
    )


def move_marks(engine: Engine, row: FolderRow, new: FolderRow) -> bool:
    """Note how far the folder is held; False when another process did in the meantime."""
    return bool(
        engine.rows(
            "UPDATE mailindex_folder SET uid_next = %s, low_uid = %s, modseq = %s, total = %s "
            "WHERE id = %s AND uid_next = %s AND low_uid = %s AND modseq = %s RETURNING id",
            (
                *(new.uid_next, new.low_uid, new.modseq, new.total),
                *(row.pk, row.uid_next, row.low_uid, row.modseq),
            ),
        )
    )


def drop_folder(engine: Engine, row: FolderRow) -> None:
    """The folder is gone, or its uids mean other messages now."""
    sql = "SELECT uid FROM mailindex_message WHERE folder = %s"
    drop_messages(engine, row.pk, [uid for (uid,) in engine.rows(sql, (row.pk,))])
    engine.rows("DELETE FROM mailindex_folder WHERE id = %s", (row.pk,))


def add_message(engine: Engine, folder_pk: int, head: Head) -> None:
    """A message without its text; one that is there stays as it is."""
    own = message_key(head.message_id)
    references = [message_key(one) for one in head.references]
    alone = message_key(f"{folder_pk}/{head.uid}")
    thread = join(engine, own, [key for key in references if key != own], alone)
    marks = ", ".join(["%s"] * 16)
    added = engine.rows(
        f"INSERT INTO mailindex_message ({_MESSAGE}) VALUES ({marks}) "  # noqa: S608
        "ON CONFLICT DO NOTHING RETURNING id",
        (
            *(engine.mailbox_pk, folder_pk, head.uid, thread),
            *(_seconds(head.received_at), _seconds(head.sent_at), head.size_bytes),
            *(flag_bits(head.flags), int(head.has_attachment), 0, own),
            *(_plain(head.subject), _plain(head.sender.name), _plain(head.sender.address)),
            *(_plain("\n".join(_names(head.recipients))), ""),
        ),
    )
    for (pk,) in added:
        words = clip(
            head.subject,
            str(head.sender),
            "\n".join(map(str, head.recipients[:200])),
            "\n".join(head.files),
        )
        engine.rows("INSERT INTO mailindex_text (id, packed) VALUES (%s, %s)", (pk, pack(words)))
        engine.put_head(pk, words)


def add_text(engine: Engine, pk: int, words: Words) -> None:
    """The text of a message, once."""
    if not engine.rows(
        "UPDATE mailindex_message SET has_text = 1, preview = %s "
        "WHERE id = %s AND has_text = 0 RETURNING id",
        (_plain(preview_of(words.body)), pk),
    ):
        return
    engine.rows("UPDATE mailindex_text SET packed = %s WHERE id = %s", (pack(words), pk))
    engine.put_body(pk, words)


def set_flags(engine: Engine, folder_pk: int, flags: dict[int, frozenset[str]]) -> None:
    """Marks as they are now; messages that are not held are left out."""
    engine.many(
        "UPDATE mailindex_message SET flags = %s WHERE folder = %s AND uid = %s",
        [(flag_bits(found), folder_pk, uid) for uid, found in flags.items()],
    )


def drop_messages(engine: Engine, folder_pk: int, uids: Sequence[int]) -> None:
    """Messages that left the folder, with every word of theirs."""
    sql = "SELECT id FROM mailindex_message WHERE folder = %s AND uid = %s"
    pks = [pk for uid in uids for (pk,) in engine.rows(sql, (folder_pk, uid))]
    engine.drop(pks)
    for table in ("mailindex_text", "mailindex_message"):
        engine.many(f"DELETE FROM {table} WHERE id = %s", [(pk,) for pk in pks])  # noqa: S608


def flag_bits(flags: frozenset[str]) -> int:
    """IMAP's flags as the column holds them."""
    return sum(bit for flag, bit in _BITS.items() if flag in flags)


def preview_of(text: str) -> str:
    """The first words that are not quoted."""
    return " ".join(_QUOTED.sub("", text[:2000]).split())[:_PREVIEW_CHARS]


def _names(people: Sequence[Address]) -> list[str]:
    return [one.name or one.address for one in people[:_NAMES_SHOWN]]


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _plain(text: str) -> str:
    """What every database takes as text."""
    return text.replace("\0", "")[:1000].encode("utf-8", "replace").decode("utf-8")
