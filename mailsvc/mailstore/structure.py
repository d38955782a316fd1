"""BODYSTRUCTURE: is there a file in the message?"""

from typing import Any

_PARTS_LOOKED_AT = 200
_TEXTS = {b"plain", b"html"}


def has_attachment(structure: Any) -> bool:
    """True for a part sent as a file; pictures inside the text do not count. Total."""
    stack, looked = [(structure, b"")], 0
    while stack and looked < _PARTS_LOOKED_AT:
        part, parent = stack.pop()
        looked += 1
        if not isinstance(part, tuple) or len(part) < 2:
            continue
        if isinstance(part[0], list):  # RFC 3501 §7.4.2: a multipart is its parts, then its subtype
            stack.extend((child, _low(part[1])) for child in part[0])
        elif _is_file(part, parent):
            return True
    return False


def _is_file(part: tuple[Any, ...], parent: bytes) -> bool:
    kind, subtype = _low(part[0]), _low(part[1])
    disposition = next((_low(x[0]) for x in part[7:] if _is_disposition(x)), b"")
    if disposition == b"attachment":
        return True
    if parent == b"related" or kind == b"text" and subtype in _TEXTS:
        return False
    return not (parent in {b"signed", b"report"} or disposition == b"inline" and kind == b"image")


def _is_disposition(item: Any) -> bool:
    """(type, parameters): the only pair after the fixed fields that begins with such a word."""
    is_pair = isinstance(item, tuple) and len(item) == 2
    return is_pair and _low(item[0]) in {b"attachment", b"inline"}


def _low(value: Any) -> bytes:
    return value.lower() if isinstance(value, bytes) else b""
