"""The tree of parts, walked with a stack of our own.

The standard library's parser recurses once a level and walks every line in Python: a bomb of nested
parts exhausts it, a 25 MB file takes seconds. Here parts are slices of the same bytes.
"""

import re
from dataclasses import dataclass

from mailsvc.message import limits
from mailsvc.message.headers import Fields, split_fields
from mailsvc.message.parameters import media_type, split_value


@dataclass(frozen=True)
class Part:
    """A leaf: its header fields, its type, and where its header and its body lie."""

    fields: Fields
    content_type: str
    parameters: dict[str, str]
    start: int
    end: int
    parents: tuple[str, ...]
    head_start: int = 0


@dataclass(frozen=True)
class _Slice:
    start: int
    end: int
    parents: tuple[str, ...]
    default_type: str


def list_leaves(content: bytes) -> tuple[Fields, list[Part]]:
    """The mail's own header fields and its leaves in order; at most `limits.PARTS`."""
    top = split_fields(content, 0, len(content))[0]
    leaves: list[Part] = []
    stack = [_Slice(0, len(content), (), "text/plain")]
    budget = [limits.BOUNDARY_CANDIDATES]
    while stack and len(leaves) < limits.PARTS:
        place = stack.pop()
        part = _read_part(content, place)
        children = _children(content, part, place, budget)
        if children:
            stack.extend(reversed(children))
        else:
            leaves.append(part)
    return top, leaves


def _read_part(content: bytes, place: _Slice) -> Part:
    fields, body = split_fields(content, place.start, place.end)
    value, parameters = split_value(fields.first("content-type"))
    content_type = media_type(value, place.default_type)
    return Part(fields, content_type, parameters, body, place.end, place.parents, place.start)


def _children(content: bytes, part: Part, place: _Slice, budget: list[int]) -> list[_Slice]:
    """The slices of a multipart; none for a leaf, and for one without (or beyond) a boundary."""
    boundary = part.parameters.get("boundary", "")
    if not part.content_type.startswith("multipart/") or not boundary:
        return []
    if len(place.parents) >= limits.NESTING:
        return []
    kind = part.content_type.removeprefix("multipart/")
    default = "message/rfc822" if kind == "digest" else "text/plain"  # RFC 2046 §5.1.5
    edges = _edges(content, part, boundary.encode("utf-8", "replace"), budget)
    parents = (*place.parents, kind)
    return [_Slice(start, end, parents, default) for start, end in edges]


def _edges(content: bytes, part: Part, boundary: bytes, budget: list[int]) -> list[tuple[int, int]]:
    """Where the parts between boundary lines begin and end (RFC 2046 §5.1.1)."""
    line = re.compile(re.escape(b"--" + boundary) + rb"(--)?[ \t]*(?:\r\n|\n|\Z)")
    found: list[tuple[int, int]] = []
    begin = -1
    position = part.start
    while budget[0] > 0 and len(found) < limits.PARTS and position <= part.end:
        budget[0] -= 1
        hit = _line_start(content, b"--" + boundary, position, part)
        if hit < 0:
            break
        match = line.match(content, hit, part.end)
        if match is None:
            position = hit + 1
            continue
        if begin >= 0:
            found.append((begin, max(begin, _before_line_end(content, hit))))
        begin = match.end()
        position = begin
        if match[1]:
            return found
    if begin >= 0:
        found.append((begin, part.end))  # no closing boundary: the last part goes to the end
    return found


def _line_start(content: bytes, mark: bytes, position: int, part: Part) -> int:
    if content.startswith(mark, position, part.end) and (
        position == part.start or content[position - 1 : position] == b"\n"
    ):
        return position
    hit = content.find(b"\n" + mark, max(position - 1, part.start), part.end)
    return hit + 1 if hit >= 0 else -1


def _before_line_end(content: bytes, position: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if content[position - 2 : position] == b"\r\n":
        return position - 2
    return position - 1
