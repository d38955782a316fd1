"""Lines of a list: what never changes is kept in memory, so a page asks for marks alone.

A message of IMAP never changes (RFC 3501 §2.3.1.1: its uid stands for the same bytes for ever), its
flags do. The first look at a message brings the header fields, the size and the first words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from mailsvc.base.memory import Memory
from mailsvc.base.text import clean_line
from mailsvc.mailstore.fetches import read_marks, read_uid, received_at
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.structure import has_attachment
from mailsvc.mailstore.validate import label_number
from mailsvc.mailstore.values import Row
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import decode_words, split_fields
from mailsvc.message.parse import message_ids, read_date
from mailsvc.message.view import Address
from mailsvc.message.vouched import (
    CIRCULATION,
    NO_MARKS,
    URGENCY,
    Marks,
    claimed_marks,
    is_taken_by,
)

KNOWN_MAX = 20_000
_NAMES_SHOWN = 5
_PREVIEW_CHARS = 120
_CLAIMS = tuple(name.casefold() for name in (CIRCULATION, URGENCY))
_HEADERS = (
    b"BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE CONTENT-TYPE MESSAGE-ID"
    b" X-CV-CIRCULATION X-CV-URGENCY)]"
)
_SERVERS = b"(UID BODY.PEEK[HEADER.FIELDS (RECEIVED)])"
_ITEMS = b"(UID INTERNALDATE RFC822.SIZE PREVIEW " + _HEADERS + b")"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_QUOTED_PREVIEW = re.compile(rb'PREVIEW "((?:\\.|[^"\\])*)"')
_LITERAL_PREVIEW = re.compile(rb"PREVIEW \{\d+\}$")
_LITERAL_HEADERS = re.compile(rb"\] \{\d+\}$")
_ESCAPED = re.compile(rb"\\(.)")
# What Dovecot says of a mail when it is stored, by a person's word or its own look.
_FILE_FLAGS = {b"$hasattachment": True, b"$hasnoattachment": False}


@dataclass(frozen=True)
class _Fixed:
    """What never changes."""

    subject: str
    sender: Address
    to_names: tuple[str, ...]
    sent_at: datetime
    size_bytes: int
    preview: str
    message_id: str
    has_file: bool | None
    marks: Marks


_known: Memory[tuple[tuple[str, str, int], int], _Fixed] = Memory(KNOWN_MAX)


def read_sequence(link: Link, first: int, last: int) -> list[Row]:
    """Rows of the selected folder from one sequence number to another, in its order."""
    return _read(link, b"%d:%d" % (first, last), by_uid=False)


def read_rows(link: Link, uids: Sequence[int]) -> list[Row]:
    """Rows of these messages, by uid; those gone meanwhile are left out."""
    if not uids:
        return []
    return _read(link, b",".join(b"%d" % uid for uid in uids), by_uid=True)


def _read(link: Link, which: bytes, *, by_uid: bool) -> list[Row]:
    with translated():
        marks = read_flags(link.fetch(which, b"(UID FLAGS)", by_uid=by_uid))
        new = [u for u in marks if _known.get((link.folder_key, u)) is None]
        found = _look_at(link, new, marks) if new else {}
    rows: list[Row] = []
    for uid, flags in sorted(marks.items()):
        fixed = found.get(uid) or _known.get((link.folder_key, uid))
        if fixed is not None:
            rows.append(_row(uid, flags, fixed))
    return rows


def read_flags(answers: Iterable[object]) -> dict[int, frozenset[bytes]]:
    """Flags in lower case by uid, as they were told first."""
    found: dict[int, frozenset[bytes]] = {}
    for line in answers:
        if isinstance(line, bytes) and (uid := read_uid(line)):
            found.setdefault(uid, frozenset(read_marks(line).lower().split()))
    return found


def known_rows(
    folder_key: tuple[str, str, int], marks: dict[int, frozenset[bytes]]
) -> list[Row] | None:
    """Rows with these flags, by uid; None unless all of them have been looked at before."""
    fixed = {uid: _known.get((folder_key, uid)) for uid in marks}
    rows = [_row(uid, marks[uid], one) for uid, one in sorted(fixed.items()) if one is not None]
    return rows if len(rows) == len(marks) else None


def _look_at(link: Link, uids: list[int], marks: dict[int, frozenset[bytes]]) -> dict[int, _Fixed]:
    """All that is not known yet, in one command; in two when Dovecot has not looked for files."""
    listed = b",".join(b"%d" % uid for uid in uids)
    answers = link.fetch(listed, _ITEMS)
    unsure = [uid for uid in uids if not _FILE_FLAGS.keys() & marks[uid]]
    structures = link.client.fetch(unsure, ["BODYSTRUCTURE"]) if unsure else {}
    found = {
        uid: _fix(line, headers, preview, _has_file(structures.get(uid)))
        for line, headers, preview in _messages(answers)
        if (uid := read_uid(line))
    }
    found |= _without_claims(link, found)
    for uid, fixed in found.items():
        _known.put((link.folder_key, uid), fixed)
    return found


def _without_claims(link: Link, found: dict[int, _Fixed]) -> dict[int, _Fixed]:
    """Those of the marked ones that others marked, unmarked: few bear marks, so few are asked."""
    marked = [uid for uid, fixed in found.items() if fixed.marks]
    if not marked:
        return {}
    answers = link.fetch(b",".join(b"%d" % uid for uid in marked), _SERVERS)
    ours = {
        read_uid(line)
        for line, headers, _ in _messages(answers)
        if is_taken_by(_spoken(headers, ("received",)), settings.HOST_NAME)
    }
    return {uid: replace(found[uid], marks=NO_MARKS) for uid in marked if uid not in ours}


def _spoken(headers: bytes, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The fields of these names as people read them."""
    fields, _ = split_fields(headers, 0, len(headers))
    return [(name, decode_words(value)) for name, value in fields.items if name in names]


def _messages(answers: Iterable[Any]) -> Iterator[tuple[bytes, bytes, bytes | None]]:
    """(line without literals, header section, preview when it came as a literal)."""
    line, headers, preview = b"", b"", None
    for part in answers:
        if isinstance(part, tuple):
            text, literal = part
            line += text
            if _LITERAL_PREVIEW.search(text):
                preview = literal
            elif _LITERAL_HEADERS.search(text):
                headers = literal
            continue
        yield line + (part or b""), headers, preview
        line, headers, preview = b"", b"", None


def _has_file(data: dict[bytes, Any] | None) -> bool | None:
    return has_attachment(data.get(b"BODYSTRUCTURE")) if data else None


def _fix(line: bytes, headers: bytes, preview: bytes | None, has_file: bool | None) -> _Fixed:
    fields, _ = split_fields(headers, 0, len(headers))
    people = parse_addresses(fields.first("to"))[:_NAMES_SHOWN]
    size = _SIZE.search(line)
    return _Fixed(
        subject=decode_words(fields.first("subject")),
        sender=next(iter(parse_addresses(fields.first("from"))), Address("", "")),
        to_names=tuple(person.name or person.address for person in people),
        sent_at=read_date(fields.first("date")) or received_at(line),
        size_bytes=int(size[1]) if size else 0,
        preview=_preview(line) if preview is None else _shorten(preview),
        message_id=next(iter(message_ids(fields.first("message-id"))), ""),
        has_file=has_file,
        marks=claimed_marks(_spoken(headers, _CLAIMS)),
    )


def _row(uid: int, flags: frozenset[bytes], fixed: _Fixed) -> Row:
    said = next((says for flag, says in _FILE_FLAGS.items() if flag in flags), False)
    return Row(
        uid=uid,
        subject=fixed.subject,
        from_name=fixed.sender.name,
        from_address=fixed.sender.address,
        to_names=fixed.to_names,
        sent_at=fixed.sent_at,
        size_bytes=fixed.size_bytes,
        is_seen=b"\\seen" in flags,
        is_flagged=b"\\flagged" in flags,
        is_answered=b"\\answered" in flags,
        has_attachment=said if fixed.has_file is None else fixed.has_file,
        labels=tuple(sorted(filter(None, map(label_number, flags)))),
        preview=fixed.preview,
        message_id=fixed.message_id,
        marks=fixed.marks,
    )


def _preview(line: bytes) -> str:
    match = _QUOTED_PREVIEW.search(line)
    return _shorten(_ESCAPED.sub(rb"\1", match[1])) if match else ""


def _shorten(raw: bytes) -> str:
    """The first words, one clean line."""
    return clean_line(raw.decode("utf-8", "replace"))[:_PREVIEW_CHARS]
