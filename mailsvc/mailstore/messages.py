"""Messages: one whole, move, copy, delete, append.

A whole message is kept in memory for the pages that follow: its frame, its files, an answer.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.base.memory import Memory
from mailsvc.mailstore import folders
from mailsvc.mailstore.fetches import read_marks, read_uid, received_at
from mailsvc.mailstore.link import Link, fetched, translated
from mailsvc.mailstore.pages import expand
from mailsvc.mailstore.turns import my_turn
from mailsvc.mailstore.validate import flag_list, folder_name, uid_list
from mailsvc.mailstore.values import Moved, Stored

_APPENDUID = re.compile(rb"\[APPENDUID \d+ (\d+)\]")
_KEPT_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True)
class _Kept:
    """`folder_key` says for which folder the uid stands, `state` how long the flags hold."""

    stored: Stored
    folder_key: tuple[str, str, int]
    state: str


_kept: Memory[tuple[str, str, int], _Kept] = Memory(_KEPT_BYTES)


def fetch(link: Link, folder: str, uid: int, state: str = "") -> Stored:
    """The whole message, without marking it read. `state`: the folder's now, where it is known."""
    name, (wanted,) = folder_name(folder), uid_list([uid])
    key = (link.address, name, wanted)
    kept = _kept.get(key)
    if kept is not None and state and kept.state == state:
        return kept.stored
    stored = _read_flags(link, name, kept) if kept is not None else _read_whole(link, name, wanted)
    _kept.put(key, _Kept(stored, link.folder_key, link.state), len(stored.content))
    return stored


def _read_whole(link: Link, folder: str, uid: int) -> Stored:
    asked = b"UID FETCH %d (UID FLAGS INTERNALDATE BODY.PEEK[])" % uid
    line, content = b"", b""
    for part in fetched(link.ask_in(folder, asked)):
        if isinstance(part, tuple):
            line, content = line + part[0], part[1]
        else:
            line += part
            if b"BODY[]" in line and read_uid(line) == uid:
                return Stored(uid, content, _flags(line), received_at(line))
            line, content = b"", b""
    raise no_message()


def _read_flags(link: Link, folder: str, kept: _Kept) -> Stored:
    """RFC 3501 §2.3.1.1: the rest of a message never changes, while the uid stands for it."""
    uid = kept.stored.uid
    answers = fetched(link.ask_in(folder, b"UID FETCH %d (UID FLAGS)" % uid))
    if kept.folder_key != link.folder_key:
        return _read_whole(link, folder, uid)
    line = next((x for x in answers if isinstance(x, bytes) and read_uid(x) == uid), None)
    if line is None:
        raise no_message()
    return replace(kept.stored, flags=_flags(line))


def move(link: Link, folder: str, uids: Collection[int], target: str) -> Moved:
    """Move within the mailbox; NotFound when the target or all the messages are missing."""
    source, wanted, goal = folder_name(folder), uid_list(uids), folder_name(target)
    with my_turn(link.address), translated():
        link.select(source, to_change=True)
        require_some(link, wanted)
        link.client.move(wanted, goal)  # RFC 6851 §3.1
    return Moved(target, _new_uids(link))


def copy(link: Link, folder: str, uids: Collection[int], target: str) -> Moved:
    """The same messages in another folder as well; errors as of `move`, TooLarge."""
    source, wanted, goal = folder_name(folder), uid_list(uids), folder_name(target)
    link.select(source)
    with translated():
        require_some(link, wanted)
        link.client.copy(wanted, goal)
    return Moved(target, _new_uids(link))


def delete(link: Link, folder: str, uids: Collection[int]) -> Moved:
    """To Trash; from Trash for good."""
    if folder_name(folder) != folders.TRASH:
        return move(link, folder, uids, folders.TRASH)
    discard(link, folder, uids)
    return Moved("", ())


def discard(link: Link, folder: str, uids: Collection[int]) -> None:
    """Delete for good: from Trash, or a draft that a newer one replaces."""
    wanted = uid_list(uids)
    source = folder_name(folder)
    with my_turn(link.address), translated():
        link.select(source, to_change=True)
        require_some(link, wanted)
        link.client.delete_messages(wanted, silent=True)
        link.client.uid_expunge(wanted)  # RFC 4315 §2.1: only these, not what others marked


def append(
    link: Link, folder: str, content: bytes, flags: Collection[str], at: datetime | None
) -> int:
    """Store a message and give its uid."""
    name, marks = folder_name(folder), flag_list(flags)
    with translated():
        answer = link.client.append(name, content, marks, at or clock.now())
    found = _APPENDUID.search(answer)  # RFC 4315 §3
    return int(found[1]) if found else 0


def require_some(link: Link, uids: list[int]) -> dict[int, frozenset[bytes]]:
    """Their flags in lower case. IMAP passes over uids that are gone; NotFound when all are."""
    found = link.client.fetch(uids, ["FLAGS"])
    if not found:
        raise no_message()
    return {
        uid: frozenset(flag.lower() for flag in data.get(b"FLAGS", ()))
        for uid, data in found.items()
    }


def _new_uids(link: Link) -> tuple[int, ...]:
    """RFC 4315 §3: COPYUID names the validity, the old uids and the new ones."""
    words = link.told("COPYUID").split()
    return tuple(expand(words[2])) if len(words) == 3 else ()


def _flags(line: bytes) -> frozenset[str]:
    return frozenset(read_marks(line).decode("ascii", "replace").split())


def no_message() -> NotFound:
    """For a uid that is not there, or no longer."""
    return NotFound("message", "Không có thư này: có thể thư đã được chuyển hoặc xóa.")
