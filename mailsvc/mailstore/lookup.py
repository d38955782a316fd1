"""Finding a message again by its Message-ID: the copies of a draft, a mail that was answered."""

import re
from typing import Any

from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.validate import clean_text, folder_name
from mailsvc.mailstore.values import Mark

RECALLED = "X-CV-Recalled"  # only we append it, in place of a mail its sender took back
# What stands in a quoted string as it is (RFC 3501 §9); ours are of this kind, and most others.
_MESSAGE_ID = re.compile(r'<[^\x00-\x20"<>\\\x7f-\U0010ffff]{1,400}>')


def find_uids(link: Link, folder: str, message_id: str) -> list[int]:
    """Uids of the messages with this Message-ID, oldest first; none for what is no Message-ID."""
    name = folder_name(folder)
    if not _MESSAGE_ID.fullmatch(clean_text(message_id)):
        return []
    link.select(name)
    with translated():
        # RFC 3501 §6.4.4: HEADER finds a part of the value, and "<" to ">" is all of it.
        answer = link.client._raw_command_untagged(
            b"SEARCH", [b"HEADER", b"MESSAGE-ID", f'"{message_id}"'.encode("ascii")], unpack=True
        )
    return sorted(int(uid) for uid in answer.split())


def find_answers(link: Link, folder: str, message_id: str) -> list[int]:
    """Uids of the messages that name it as what they answer (RFC 5322 §3.6.4), oldest first."""
    name = folder_name(folder)
    if not _MESSAGE_ID.fullmatch(clean_text(message_id)):
        return []
    link.select(name)
    quoted = f'"{message_id}"'.encode("ascii")
    either = [b"OR", b"HEADER", b"REFERENCES", quoted, b"HEADER", b"IN-REPLY-TO", quoted]
    with translated():
        answer = link.client._raw_command_untagged(b"SEARCH", either, unpack=True)
    return sorted(int(uid) for uid in answer.split())


def find_marks(link: Link, folder: str, message_id: str) -> list[Mark]:
    """The marks of those messages, without opening them: nothing becomes read by it."""
    uids = find_uids(link, folder, message_id)
    if not uids:
        return []
    with translated():
        found = link.client.fetch(uids, ["FLAGS", f"BODY.PEEK[HEADER.FIELDS ({RECALLED})]"])
    return [_mark(uid, found[uid]) for uid in uids if uid in found]


def _mark(uid: int, data: dict[bytes, Any]) -> Mark:
    header = next((value for name, value in data.items() if name.startswith(b"BODY[")), b"")
    seen = b"\\seen" in {flag.lower() for flag in data.get(b"FLAGS", ())}
    return Mark(uid, seen, RECALLED.lower().encode("ascii") in bytes(header or b"").lower())
