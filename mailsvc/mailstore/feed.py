"""What an index needs to follow a mailbox: states of all folders in one command, what changed
since a state (CONDSTORE, RFC 7162), heads and the beginning of texts in batches.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient.response_parser import parse_fetch_response

from mailsvc.mailstore.folders import read_folder
from mailsvc.mailstore.link import Link, listed, translated
from mailsvc.mailstore.lists import read_list, read_status
from mailsvc.mailstore.structure import file_names, has_attachment
from mailsvc.mailstore.validate import folder_name
from mailsvc.mailstore.values import FolderRole
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import Fields, decode_words, split_fields
from mailsvc.message.parse import message_ids, read_date
from mailsvc.message.view import Address

SOURCE_BYTES = 262_144  # the text stands before the files in nearly every mail
_STATUS = b"(STATUS (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ) SPECIAL-USE)"
_NAMES = "FROM TO CC SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES"
_HEADERS = f"BODY[HEADER.FIELDS ({_NAMES})]"
_HEAD_ITEMS = ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODYSTRUCTURE"]
_SET = re.compile(rb"\bALL ([0-9:,]+)")
_REFERENCES = 50
_NOBODY = Address("", "")


@dataclass(frozen=True)
class FolderState:
    """The freshness key of a folder: when none of it changed, nothing in the folder did."""

    name: str
    role: FolderRole
    uid_validity: int
    uid_next: int
    modseq: int
    total: int


@dataclass(frozen=True)
class Head:
    """All that is said about a message outside its text; strings clean, one line each."""

    uid: int
    flags: frozenset[str]
    received_at: datetime
    sent_at: datetime
    size_bytes: int
    subject: str
    sender: Address
    recipients: tuple[Address, ...]
    files: tuple[str, ...]
    has_attachment: bool
    message_id: str
    references: tuple[str, ...]


def list_states(link: Link) -> list[FolderState]:
    """All folders that hold mail. RFC 5819 §2, RFC 7162 §3.1.2.1."""
    with translated():
        names, counted = listed(link.ask_folders(_STATUS))
    counts = read_status(counted)
    found = ((read_folder(flags, name, {}), counts.get(name)) for flags, name in read_list(names))
    return [
        FolderState(
            folder.name,
            folder.role,
            numbers.get(b"UIDVALIDITY", 0),
            numbers.get(b"UIDNEXT", 1),
            numbers.get(b"HIGHESTMODSEQ", 0),
            numbers.get(b"MESSAGES", 0),
        )
        for folder, numbers in found
        if folder is not None and numbers is not None
    ]


def changed_flags(link: Link, folder: str, since: int) -> dict[int, frozenset[str]]:
    """Flags by uid of messages changed or come after a modseq (RFC 7162 §3.1.4.1)."""
    link.select(folder_name(folder))
    with translated():
        link.client._imap.untagged_responses.pop("FETCH", None)
        # Sent raw: IMAPClient keeps answers for uids it was given one by one only.
        link.client._raw_command(
            b"FETCH", [b"1:*", b"(FLAGS)", b"(CHANGEDSINCE %d)" % max(1, int(since))], uid=True
        )
        answer = link.client._imap.untagged_responses.pop("FETCH", [])
        found = parse_fetch_response(answer, False, True)
    return {uid: _flags(data) for uid, data in found.items() if b"FLAGS" in data}


def list_uids(link: Link, folder: str, first: int = 1) -> list[int]:
    """Uids from `first` on, ascending; sent as ranges, so 100,000 of them are a line."""
    link.select(folder_name(folder))
    with translated():
        link.client._imap.untagged_responses.pop("ESEARCH", None)
        # RFC 4731 §3.1
        link.client._raw_command(
            b"SEARCH", [b"RETURN", b"(ALL)", b"UID", b"%d:*" % max(1, int(first))], uid=True
        )
        answer = link.client._imap.untagged_responses.pop("ESEARCH", [])
    # RFC 3501 §6.4.8: `n:*` holds the last message even where its uid is lower.
    return [uid for uid in _expand(answer) if uid >= first]


def read_heads(link: Link, folder: str, uids: Sequence[int]) -> list[Head]:
    """Heads by uid, ascending; messages that are gone are left out."""
    link.select(folder_name(folder))
    if not uids:
        return []
    with translated():
        found = link.client.fetch(
            list(uids), [*_HEAD_ITEMS, _HEADERS.replace("BODY", "BODY.PEEK", 1)]
        )
    heads = (_head(uid, data) for uid, data in found.items() if b"INTERNALDATE" in data)
    return sorted(heads, key=lambda head: head.uid)


def read_sources(link: Link, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
    """The first SOURCE_BYTES of messages, not marking them read; those gone are left out."""
    link.select(folder_name(folder))
    if not uids:
        return {}
    with translated():
        found = link.client.fetch(list(uids), [f"BODY.PEEK[]<0.{SOURCE_BYTES}>"])
    return {uid: data.get(b"BODY[]<0>") or b"" for uid, data in found.items()}


def _head(uid: int, data: dict[bytes, Any]) -> Head:
    raw = next((v for k, v in data.items() if k.startswith(b"BODY[HEADER")), b"") or b""
    fields, _ = split_fields(raw, 0, len(raw))
    received_at = data[b"INTERNALDATE"].astimezone(UTC)
    structure = data.get(b"BODYSTRUCTURE")
    return Head(
        uid=uid,
        flags=_flags(data),
        received_at=received_at,
        sent_at=read_date(fields.first("date")) or received_at,
        size_bytes=int(data.get(b"RFC822.SIZE", 0)),
        subject=decode_words(fields.first("subject")),
        sender=next(iter(parse_addresses(fields.first("from"))), _NOBODY),
        recipients=(*_people(fields, "to"), *_people(fields, "cc")),
        files=file_names(structure),
        has_attachment=has_attachment(structure),
        message_id=next(iter(message_ids(fields.first("message-id"))), ""),
        references=references_of(
            message_ids(fields.first("references")),
            message_ids(fields.first("in-reply-to")),
        ),
    )


def references_of(references: Sequence[str], in_reply_to: Sequence[str]) -> tuple[str, ...]:
    """The mails before this one, without doubles: the root and the nearest."""
    found = list(dict.fromkeys([*references, *in_reply_to[:1]]))
    return tuple(found if len(found) <= _REFERENCES else [found[0], *found[1 - _REFERENCES :]])


def _people(fields: Fields, name: str) -> tuple[Address, ...]:
    return parse_addresses(fields.first(name))


def _flags(data: dict[bytes, Any]) -> frozenset[str]:
    found: Collection[bytes] = data.get(b"FLAGS", ())
    return frozenset(flag.decode("ascii", "replace") for flag in found)


def _expand(answer: Iterable[bytes | None]) -> list[int]:
    """`(TAG "A1") UID ALL 1:3,7` as numbers."""
    found: list[int] = []
    for line in answer:
        match = _SET.search(line or b"")
        for part in match[1].split(b",") if match else ():
            low, _, high = part.partition(b":")
            first, last = sorted((int(low), int(high or low)))
            found += range(first, last + 1)
    return sorted(found)
