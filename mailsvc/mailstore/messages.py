"""Messages: a page by sequence range, one whole, move, delete, append."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.mailstore import folders
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.structure import has_attachment
from mailsvc.mailstore.validate import flag_list, folder_name, uid_list
from mailsvc.mailstore.values import Page, Row, Stored
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.decode import decode_text
from mailsvc.message.headers import Fields, decode_words, split_fields
from mailsvc.message.parse import message_ids
from mailsvc.message.view import Address

_HEADERS = b"BODY[HEADER.FIELDS (FROM TO SUBJECT DATE CONTENT-TYPE MESSAGE-ID)]"
_ROW_ITEMS = [
    "UID",
    "FLAGS",
    "INTERNALDATE",
    "RFC822.SIZE",
    "BODYSTRUCTURE",
    _HEADERS.replace(b"BODY", b"BODY.PEEK", 1).decode("ascii"),
]
_APPENDUID = re.compile(rb"\[APPENDUID \d+ (\d+)\]")
_NAMES_SHOWN = 5
PAGE_MAX = 200


def list_page(link: Link, folder: str, page: int, size: int) -> Page:
    """The newest messages by sequence range; a page beyond the last is the last."""
    link.select(folder_name(folder))
    total = link.exists
    page, pages, size = place(total, page, size)
    last = total - (page - 1) * size
    if last < 1:
        return Page((), total, page, pages)
    rows = read_rows(link, range(max(1, last - size + 1), last + 1), by_uid=False)
    return Page(tuple(reversed(rows)), total, page, pages)


def place(total: int, page: int, size: int) -> tuple[int, int, int]:
    """(page, pages, size) kept within what there is."""
    size = min(max(size, 1), PAGE_MAX)
    pages = max(1, -(-total // size))
    return min(max(page, 1), pages), pages, size


def read_rows(link: Link, what: Sequence[int], *, by_uid: bool) -> list[Row]:
    """Rows of the selected folder in the order of the folder."""
    with translated():
        link.client.use_uid = by_uid
        try:
            found = link.client.fetch(list(what), _ROW_ITEMS)
        finally:
            link.client.use_uid = True
    rows = (_row(uid if by_uid else data.get(b"UID", 0), data) for uid, data in found.items())
    return sorted((row for row in rows if row.uid), key=lambda row: row.uid)


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


def move(link: Link, folder: str, uids: Collection[int], target: str) -> None:
    """Move within the mailbox; NotFound when the target or all the messages are missing."""
    source, wanted, goal = folder_name(folder), uid_list(uids), folder_name(target)
    link.select(source, to_change=True)
    with translated():
        require_some(link, wanted)
        link.client.move(wanted, goal)  # RFC 6851 §3.1


def delete(link: Link, folder: str, uids: Collection[int]) -> None:
    """To Trash; from Trash for good."""
    if folder_name(folder) != folders.TRASH:
        move(link, folder, uids, folders.TRASH)
        return
    discard(link, folder, uids)


def discard(link: Link, folder: str, uids: Collection[int]) -> None:
    """Delete for good: from Trash, or a draft that a newer one replaces."""
    wanted = uid_list(uids)
    link.select(folder_name(folder), to_change=True)
    with translated():
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


def require_some(link: Link, uids: list[int]) -> None:
    """IMAP passes over uids that are gone; people are told when nothing was left to do."""
    if not link.client.fetch(uids, ["UID"]):
        raise NotFound("message", "Không có thư này: có thể thư đã được chuyển hoặc xóa.")


def _row(uid: int, data: dict[bytes, Any]) -> Row:
    said = _read_header(data.get(_HEADERS) or b"")
    received = data.get(b"INTERNALDATE")
    flags = {flag.lower() for flag in data.get(b"FLAGS", ())}
    return Row(
        uid=uid,
        subject=said.subject,
        from_name=said.sender.name,
        from_address=said.sender.address,
        to_names=said.to_names,
        sent_at=said.sent_at or (_aware(received) if received else clock.now()),
        size_bytes=int(data.get(b"RFC822.SIZE") or 0),
        is_seen=b"\\seen" in flags,
        is_flagged=b"\\flagged" in flags,
        is_answered=b"\\answered" in flags,
        has_attachment=has_attachment(data.get(b"BODYSTRUCTURE")),
        message_id=said.message_id,
    )


@dataclass(frozen=True)
class _Said:
    """What the header fields of a row say."""

    subject: str
    sender: Address
    to_names: tuple[str, ...]
    sent_at: datetime | None
    message_id: str


@lru_cache(maxsize=5000)
def _read_header(raw: bytes) -> _Said:
    """Decoding costs more than IMAP does; the same bytes always say the same."""
    fields, _ = split_fields(raw, 0, len(raw))
    people = parse_addresses(fields.first("to"))[:_NAMES_SHOWN]
    return _Said(
        subject=decode_words(fields.first("subject")),
        sender=next(iter(parse_addresses(fields.first("from"))), Address("", "")),
        to_names=tuple(person.name or person.address for person in people),
        sent_at=_sent_at(fields),
        message_id=next(iter(message_ids(fields.first("message-id"))), ""),
    )


def _sent_at(fields: Fields) -> datetime | None:
    """The Date field when it can be read."""
    try:
        found = parsedate_to_datetime(decode_text(fields.first("date")[:200]))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _aware(value: datetime) -> datetime:
    return value.astimezone(UTC)
