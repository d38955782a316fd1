"""Commands sent together and answered in one round trip, their untagged lines left as they came.

imaplib looks at every line with four patterns and a log; the answer about all folders has a dozen
lines, and every page asks for it. An answer that has come whole is cut into lines at once.
"""

import re
from collections.abc import Sequence
from imaplib import IMAP4
from typing import Any

Line = bytes | tuple[bytes, bytes]
_LITERAL = re.compile(rb"\{(\d+)\}$")


def exchange(imap: Any, *commands: bytes) -> list[Line]:
    """What came untagged, without `* `; a literal as of imaplib: (line, octets), then the rest.

    Raises as imaplib does: abort when the line is gone, error for the first NO or BAD, once all of
    the commands are answered: nothing is left on the line for who asks next.
    """
    tags = [imap._new_tag() for _ in commands]
    for tag in tags:
        imap.tagged_commands.pop(tag, None)
    imap.send(b"".join(b"%b %b\r\n" % pair for pair in zip(tags, commands, strict=True)))
    at_once = _read_at_once(imap, tags)
    if at_once is not None:
        return at_once
    found: list[Line] = []
    refused: list[bytes] = []
    while tags:
        _read_line(imap, tags, found, refused)
    if refused:
        raise IMAP4.error(refused[0].decode("ascii", "replace"))
    return found


def pick(lines: Sequence[Line], name: re.Pattern[bytes]) -> list[Line]:
    """The answers that begin so, without that beginning."""
    found: list[Line] = []
    is_ours = is_open = False
    for line in lines:
        text = line[0] if isinstance(line, tuple) else line
        begin = None if is_open else name.match(text)  # what follows a literal belongs to it
        is_ours = is_ours if is_open else begin is not None
        is_open = isinstance(line, tuple)
        if is_ours:
            rest = text[begin.end() :] if begin else text
            found.append((rest, line[1]) if isinstance(line, tuple) else rest)
    return found


def _read_at_once(imap: Any, tags: list[bytes]) -> list[Line] | None:
    """The lines, where all that has come is all that was asked for, granted and without literals.

    None, and nothing read, in any other case: part of it is under way, or there is more to tell.
    """
    come: bytes = imap.file.peek()  # waits for the first octets only
    if not come.endswith(b"\r\n") or b"}\r\n" in come or b"* BYE" in come:
        return None
    lines = come[:-2].split(b"\r\n")
    untagged: list[Line] = [line[2:] for line in lines if line[:2] == b"* "]
    granted = {line.partition(b" OK")[0] for line in lines if line[:2] != b"* "}
    if granted != set(tags) or len(untagged) + len(tags) != len(lines):
        return None
    imap.file.read(len(come))
    return untagged


def _read_line(imap: Any, tags: list[bytes], found: list[Line], refused: list[bytes]) -> None:
    """One line; RFC 3501 §5.5 lets commands be finished in another order than they came."""
    line: bytes = imap.readline()
    if not line.endswith(b"\r\n"):
        raise IMAP4.abort("socket error: EOF")
    tag, _, said = line[:-2].partition(b" ")
    if tag in tags:
        tags.remove(tag)
        if not said.startswith(b"OK"):
            refused.append(said)
    elif tag == b"*" and said.startswith(b"BYE"):
        raise IMAP4.abort(said.decode("ascii", "replace"))
    else:
        text = said if tag == b"*" else line[:-2]
        literal = _LITERAL.search(text)
        found.append((text, imap.read(int(literal[1]))) if literal else text)
