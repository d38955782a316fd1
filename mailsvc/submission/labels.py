"""Labels a mail carries in header fields of ours: how far it may go, how urgent, how secret. Pure.

`X-CV-Circulation: internal` (lưu hành nội bộ) · `X-CV-Urgency: khan | thuong_khan | hoa_toc` ·
`X-CV-Secrecy: thuong`, anything else being a state secret. What comes from other servers is not
believed: the first two are taken out of their mail, so a label in the queue is one of ours. Which
of them a page shows, `message.vouched` says.
"""

import re
from dataclasses import dataclass

from mailsvc.base.text import fold
from mailsvc.message.headers import decode_words
from mailsvc.message.markings import is_marked_secret
from mailsvc.message.vouched import CIRCULATION, URGENCY, says_internal, says_urgent

SECRECY = "X-CV-Secrecy"
INTERNAL_FIELD = f"{CIRCULATION}: internal\r\n".encode("ascii")
URGENT_FIELD = f"{URGENCY}: khan\r\n".encode("ascii")

_NOT_SECRET = frozenset({"", "thuong", "none"})
_CLAIM = re.compile(
    rb"^X-CV-(?:Circulation|Urgency)[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)


def _key(name: str) -> bytes:
    """A field's name as `read_labels` is given it."""
    return name.lower().encode("ascii")


@dataclass(frozen=True)
class Labels:
    """What the header says of a mail."""

    is_internal: bool = False
    is_urgent: bool = False
    is_secret: bool = False


NO_LABELS = Labels()
_SECRET = Labels(is_secret=True)
_NAMES = tuple(_key(name) for name in (CIRCULATION, URGENCY, SECRECY))


def read_labels(fields: dict[bytes, list[bytes]], content: bytes) -> Labels:
    """`fields` are raw values by lower-case name; each of several fields of a name counts."""
    is_secret = is_marked_secret(content, fields.get(b"subject", []))
    if not any(name in fields for name in _NAMES):
        return _SECRET if is_secret else NO_LABELS
    return Labels(
        is_internal=says_internal(_values(fields, CIRCULATION)),
        is_urgent=says_urgent(_values(fields, URGENCY)),
        is_secret=is_secret
        or any(fold(value) not in _NOT_SECRET for value in _values(fields, SECRECY)),
    )


def without_claims(content: bytes, header_end: int) -> bytes:
    """The mail without circulation and urgency fields in its first `header_end` bytes."""
    header = content[:header_end]
    if b"x-cv-" not in header.lower():
        return content
    return _CLAIM.sub(b"", header) + content[header_end:]


def _values(fields: dict[bytes, list[bytes]], name: str) -> list[str]:
    return [decode_words(value) for value in fields.get(_key(name), [])]
