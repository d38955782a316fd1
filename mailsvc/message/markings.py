"""Marks of secrecy as people write them: in a subject, or as a stamp at the head of a text. Pure.

Conservative: "bảo mật", "mật ong", "mật khẩu" and people called Mật are no marks. Attachments are
not looked into.
"""

import re
from collections.abc import Sequence

from mailsvc.base.text import fold, nfc
from mailsvc.message.headers import decode_words, find_header_end
from mailsvc.message.parse import parse

# Read on the relay's event loop: enough for what an office puts over its text, quick for the worst.
_HEADER_BYTES, _TEXT_BYTES = 64 * 1024, 16 * 1024
_SUBJECT_BYTES, _SUBJECTS = 2000, 5
_STAMPS = frozenset(
    {"mat", "toi mat", "tuyet mat", "do mat mat", "do mat toi mat", "do mat tuyet mat"}
)
_STAMP_LINES = 40
_ANSWER = re.compile(r"^(?:(?:re|fw|fwd|tl|trả lời|chuyển tiếp)\s*:\s*)+", re.IGNORECASE)
_BRACKETED = re.compile(r"^[\[(（【]\s*([^\])）】]{1,30}?)\s*[\])）】]")
_BEFORE_COLON = re.compile(r"^([^:–—-]{1,30}?)\s*[:–—-](?:\s|$)")
# In capitals before any other words: no other sense than the stamp's.
_LEADING = re.compile(r"^(?:TỐI|TUYỆT)\s+MẬT\b")
_LEVEL = re.compile(r"^độ mật\s*:\s*(mật|tối mật|tuyệt mật)\b(?!\s*\w)", re.IGNORECASE)
# How "Ậ" may stand in bytes that are not decoded yet, by the byte without which it does not: a
# search for one byte costs a tenth. Without any of them there is no stamp.
_ASCII_TRACES = (
    (b"=", (b"=E1=BA=AC", b"=CC=A3")),
    (b"&", (b"&#7852", b"&#x1EAC")),
    (b"6", (b"base64",)),
)
_RAW_TRACES = (b"\xe1\xba\xac", b"\xcc\xa3")


def has_stamp(text: str) -> bool:
    """A line in capitals that is nothing but the stamp, among the first lines."""
    return any(_is_stamp(line.strip(" \t[]|*.:_-")) for line in text.splitlines()[:_STAMP_LINES])


def has_subject_mark(subject: str) -> bool:
    """`[Mật] …`, `TỐI MẬT …`, `Độ mật: Tối mật`, or the stamp alone; answers count as well."""
    bare = _ANSWER.sub("", nfc(subject).strip())
    bracketed = _BRACKETED.match(bare)
    if bracketed and _has_dotted_a(bracketed[1]) and fold(bracketed[1]) in _STAMPS:
        return True
    before = _BEFORE_COLON.match(bare)
    if before and _is_stamp(before[1]):
        return True
    is_leading = _LEADING.match(bare) or _LEVEL.match(bare)
    return _is_stamp(bare.rstrip(" .!")) or is_leading is not None


def is_marked_secret(content: bytes, subjects: Sequence[bytes] = ()) -> bool:
    """True for a mail one of whose raw subjects or whose text's head carries a mark. Total."""
    if any(_is_marked_subject(one[:_SUBJECT_BYTES]) for one in subjects[:_SUBJECTS]):
        return True
    head = content[: _body_at(content) + _TEXT_BYTES]
    return _may_have_stamp(head) and has_stamp(parse(head).text)


def _may_have_stamp(head: bytes) -> bool:
    """False for almost every mail, and quickly."""
    if not head.isascii() and any(trace in head for trace in _RAW_TRACES):
        return True
    for byte, traces in _ASCII_TRACES:
        if byte in head and any(trace in head for trace in traces):
            return True
    return False


def _is_marked_subject(raw: bytes) -> bool:
    # Every mark has a letter that is not of ASCII, as it is or in an encoded word.
    if raw.isascii() and b"=?" not in raw:
        return False
    return has_subject_mark(decode_words(raw))


def _body_at(content: bytes) -> int:
    return max(find_header_end(content, _HEADER_BYTES), 0)


def _is_stamp(line: str) -> bool:
    bare = nfc(line)
    return bool(bare) and bare == bare.upper() and fold(bare) in _STAMPS and _has_dotted_a(bare)


def _has_dotted_a(text: str) -> bool:
    """ "MẬT" has it; "MẮT", "MÁT" and "MAT" are other words."""
    return "Ậ" in text.upper()
