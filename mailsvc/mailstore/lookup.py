"""Finding a message again by its Message-ID: the copies of a draft, a mail that was answered."""

import re

from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.validate import clean_text, folder_name

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
