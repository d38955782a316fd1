"""Messages: one whole, move, copy, delete, append."""

import re
from collections.abc import Collection
from datetime import UTC, datetime

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.mailstore import folders
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.pages import expand
from mailsvc.mailstore.turns import my_turn
from mailsvc.mailstore.validate import flag_list, folder_name, uid_list
from mailsvc.mailstore.values import Moved, Stored

_APPENDUID = re.compile(rb"\[APPENDUID \d+ (\d+)\]")


def fetch(link: Link, folder: str, uid: int) -> Stored:
    """The whole message, without marking it read."""
    link.select(folder_name(folder))
    (wanted,) = uid_list([uid])
    with translated():
        found = link.client.fetch([wanted], ["BODY.PEEK[]", "FLAGS", "INTERNALDATE"])
    data = found.get(wanted, {})
    if b"BODY[]" not in data:
        raise NotFound("message", "Không có thư này: có thể thư đã được chuyển hoặc xóa.")
    flags = frozenset(flag.decode("ascii", "replace") for flag in data[b"FLAGS"])
    return Stored(wanted, data[b"BODY[]"] or b"", flags, _aware(data[b"INTERNALDATE"]))


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
        raise NotFound("message", "Không có thư này: có thể thư đã được chuyển hoặc xóa.")
    return {
        uid: frozenset(flag.lower() for flag in data.get(b"FLAGS", ()))
        for uid, data in found.items()
    }


def _new_uids(link: Link) -> tuple[int, ...]:
    """RFC 4315 §3: COPYUID names the validity, the old uids and the new ones."""
    words = link.told("COPYUID").split()
    return tuple(expand(words[2])) if len(words) == 3 else ()


def _aware(value: datetime) -> datetime:
    return value.astimezone(UTC)
