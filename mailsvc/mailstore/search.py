"""Search in one folder: words, and words with a field before them.

Typed: `họp giao ban`, `"giao ban"`, `từ:hoa`, `đến:stc`, `td:"nghỉ lễ"`, `nd:kinh`, `là:chưađọc`;
English names (`from: to: subject: body: is:unread`) stand beside. All conditions hold together.
"""

import re

from mailsvc.base.errors import Invalid
from mailsvc.base.text import fold
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.messages import place, read_rows
from mailsvc.mailstore.validate import SEARCH_CHARS, clean_text, folder_name
from mailsvc.mailstore.values import Page

WORDS_MAX = 10
_WORD = re.compile(r'(?:([^\s":]{1,12}):)?(?:"([^"]*)"?|(\S+))')
_ANYWHERE = (b"SUBJECT", b"FROM", b"TO", b"CC", b"BODY")
# Keys are folded: `từ:` and `tu:` are one.
_FIELDS: dict[str, tuple[bytes, ...]] = {
    **dict.fromkeys(("tu", "from"), (b"FROM",)),
    **dict.fromkeys(("den", "to"), (b"TO", b"CC")),
    **dict.fromkeys(("td", "tieude", "subject"), (b"SUBJECT",)),
    **dict.fromkeys(("nd", "noidung", "body"), (b"BODY",)),
}
_STATES = {"unread": b"UNSEEN", "chuadoc": b"UNSEEN", "starred": b"FLAGGED", "danhdau": b"FLAGGED"}


def search(link: Link, folder: str, text: str, page: int, size: int) -> Page:
    """Messages that have all the words, newest first."""
    name, criteria = folder_name(folder), _criteria(text)
    link.select(name)
    with translated():
        # Built here and sent raw: IMAPClient's own quoting passes `{5}` and `(` as syntax.
        answer = link.client._raw_command_untagged(
            b"SEARCH", [b"CHARSET", b"UTF-8", *criteria], unpack=True
        )
    uids = sorted((int(uid) for uid in answer.split()), reverse=True)
    page, pages, size = place(len(uids), page, size)
    wanted = uids[(page - 1) * size : page * size]
    rows = read_rows(link, wanted, by_uid=True) if wanted else []
    return Page(tuple(reversed(rows)), len(uids), page, pages)


def _criteria(text: str) -> list[bytes]:
    cleaned = clean_text(text).strip()
    if not cleaned or len(cleaned) > SEARCH_CHARS:
        raise Invalid("search_text", f"Hãy gõ từ 1 đến {SEARCH_CHARS} ký tự để tìm.")
    found: list[bytes] = []
    for match in list(_WORD.finditer(cleaned))[:WORDS_MAX]:
        found += _condition(match[1] or "", match[2] or match[3] or "", match[0])
    return found or [b"ALL"]


def _condition(field: str, word: str, typed: str) -> list[bytes]:
    key = fold(field).replace(" ", "")
    if key in {"is", "la"} and fold(word).replace(" ", "") in _STATES:
        return [_STATES[fold(word).replace(" ", "")]]
    if key in _FIELDS:
        return _any_of(_FIELDS[key], word) if word else []
    return _any_of(_ANYWHERE, typed if field else word) if word else []


def _any_of(fields: tuple[bytes, ...], word: str) -> list[bytes]:
    """RFC 3501 §6.4.4: OR takes two keys, so n fields need n − 1 of them."""
    quoted = _astring(word)
    keys = [item for field in fields for item in (field, quoted)]
    return [b"OR"] * (len(fields) - 1) + keys


def _astring(word: str) -> bytes:
    """A quoted string; with other than ASCII the client sends the bytes as a literal."""
    content = word.encode("utf-8")
    if not content.isascii():
        return content
    return b'"' + content.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
