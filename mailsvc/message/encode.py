"""Header fields on the wire: encoded words (RFC 2047), folded lines (RFC 5322 §2.2.3).

The standard library's folding loses the blank between two encoded words in some places (Python
3.11: "lưu trữ" arrives as "lưutrữ"), so a value with any letter beyond ASCII is encoded whole here.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

from mailsvc.message.view import Address

_WORD_BYTES = 45  # RFC 2047 §2: an encoded word has at most 75 characters
_LINE_CHARS = 76
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")  # RFC 5322 §3.2.3


def encode_text(name: str, value: str) -> bytes:
    """An unstructured field: Subject, a list of Message-IDs."""
    words = _encoded(value) if _needs_encoding(value) else value.split(" ")
    return _folded(name, words)


def encode_addresses(name: str, people: Iterable[Address]) -> bytes:
    """A field of addresses; who calls has checked them."""
    words: list[str] = []
    for person in people:
        if words:
            words[-1] += ","
        words += [*_phrase(person.name), f"<{person.address}>"] if person.name else [person.address]
    return _folded(name, words)


def _phrase(name: str) -> list[str]:
    if _needs_encoding(name):
        return list(_encoded(name))
    if _ATOMS.fullmatch(name):
        return name.split(" ")
    return ['"' + re.sub(r'(["\\])', r"\\\1", name) + '"']


def _needs_encoding(value: str) -> bool:
    is_long = any(len(word) > _LINE_CHARS - 2 for word in value.split(" "))
    return not value.isascii() or "=?" in value or is_long


def _encoded(value: str) -> Iterator[str]:
    """RFC 2047 §5: no letter is cut between two words."""
    piece = b""
    for letter in value:
        content = letter.encode()
        if len(piece) + len(content) > _WORD_BYTES:
            yield _word(piece)
            piece = b""
        piece += content
    yield _word(piece)


def _word(content: bytes) -> str:
    return f"=?utf-8?b?{b64encode(content).decode('ascii')}?="


def _folded(name: str, words: Iterable[str]) -> bytes:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _LINE_CHARS and lines[-1].strip():
            lines.append("")
        lines[-1] += f" {word}"
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
