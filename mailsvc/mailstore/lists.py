"""Reading untagged LIST and STATUS answers; pure.

IMAPClient's reader takes `[` in an unquoted name for the beginning of a section and gives up, so
one folder called `[cũ` by a mail program would hide all of them.
"""

import re
from collections.abc import Iterator, Sequence

# RFC 3501 §7.2.2: flags, delimiter, name (atom, quoted string or literal).
_LIST = re.compile(rb'\(([^)]*)\) (?:NIL|"(?:\\.|[^"\\])*") ?(.*)', re.DOTALL)
# RFC 3501 §7.2.4: name, then pairs of item and number.
_STATUS = re.compile(rb'("(?:\\.|[^"\\])*"|.*?) ?\(([^)]*)\)\s*', re.DOTALL)
_LITERAL_MARK = re.compile(rb"\{\d+\}$")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)

Untagged = Sequence[bytes | tuple[bytes, bytes] | None]


def read_list(untagged: Untagged) -> list[tuple[frozenset[bytes], bytes]]:
    """(flags in lower case, name as sent) of each folder; what cannot be read is left out."""
    found: list[tuple[frozenset[bytes], bytes]] = []
    for line, literal in _lines(untagged):
        match = _LIST.fullmatch(line)
        if match:
            name = literal if literal is not None else _unquote(match[2])
            found.append((frozenset(match[1].lower().split()), name))
    return found


def read_status(untagged: Untagged) -> dict[bytes, dict[bytes, int]]:
    """Numbers by folder name as sent."""
    found: dict[bytes, dict[bytes, int]] = {}
    for line, literal in _lines(untagged):
        match = _STATUS.fullmatch(line)
        if match:
            name = literal if literal is not None else _unquote(match[1])
            words = match[2].upper().split()
            found[name] = {k: int(v) for k, v in zip(words[::2], words[1::2], strict=False)}
    return found


def _lines(untagged: Untagged) -> Iterator[tuple[bytes, bytes | None]]:
    """Each answer as one line without the literal's mark, and the literal where there was one."""
    pending: tuple[bytes, bytes] | None = None
    for item in untagged:
        if isinstance(item, tuple):
            pending = (_LITERAL_MARK.sub(b"", item[0]), item[1])
        elif pending is not None:
            yield pending[0] + (item or b""), pending[1]
            pending = None
        elif item:
            yield item, None
    if pending is not None:
        yield pending


def _unquote(word: bytes) -> bytes:
    word = word.strip()
    return _ESCAPED.sub(rb"\1", word[1:-1]) if word[:1] == b'"' else word
