"""The index at the front of a spool file: which mails it holds, and where each begins. Pure.

CV-SPOOL 1 2
0KDJ…XZ 5120
0KDJ…Y1 830
<the bytes of both, one after the other>
"""

from collections.abc import Sequence
from dataclasses import dataclass

MAILS_MAX = 512
_FIRST = b"CV-SPOOL 1 "
HEAD_MAX_BYTES = MAILS_MAX * 48 + 64


@dataclass(frozen=True)
class Place:
    """Where a mail lies in its file."""

    offset: int
    length: int
    is_last: bool  # nothing follows it


def head(mails: Sequence[tuple[str, int]]) -> bytes:
    """The index of (trace id, length) in the order of their bytes."""
    assert 0 < len(mails) <= MAILS_MAX
    lines = [f"{trace_id} {length}\n" for trace_id, length in mails]
    return b"%b%d\n%b" % (_FIRST, len(mails), "".join(lines).encode("ascii"))


def find(beginning: bytes, trace_id: str) -> Place:
    """The place of a mail by its file's beginning (HEAD_MAX_BYTES or the whole file).

    ValueError when the index is cut short or does not name it. A file without an index is one mail:
    so they lay before there was one.
    """
    if not beginning.startswith(_FIRST):
        return Place(0, 0, is_last=True)
    first, *rest = beginning.split(b"\n", MAILS_MAX + 1)
    count = int(first[len(_FIRST) :])
    lines = rest[:count]
    if len(rest) <= count:
        raise ValueError("index is cut short")
    offset = len(first) + 1 + sum(len(line) + 1 for line in lines)
    wanted = trace_id.encode("ascii")
    for number, line in enumerate(lines, start=1):
        name, _, length = line.partition(b" ")
        if name == wanted:
            return Place(offset, int(length), is_last=number == count)
        offset += int(length)
    raise ValueError("not in this file")
