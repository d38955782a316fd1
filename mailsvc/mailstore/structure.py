"""BODYSTRUCTURE: is there a file in the message, and what are the files called?"""

from collections.abc import Callable, Iterator
from typing import Any

from mailsvc.message.decode import clean_value
from mailsvc.message.filenames import clean_filename
from mailsvc.message.parameters import split_value

_PARTS_LOOKED_AT = 200
_NAMES = 50
_TEXTS = {b"plain", b"html"}


def has_attachment(structure: Any) -> bool:
    """True for a part sent as a file; pictures inside the text do not count. Total."""
    return _has_part(structure, _is_file)


def is_sent_as_attachment(structure: Any) -> bool:
    """True when a part says to be an attachment: what Sieve can ask as well. Total."""
    return _has_part(structure, lambda part, _: _disposition(part) == b"attachment")


def _has_part(structure: Any, is_it: Callable[[tuple[Any, ...], bytes], bool]) -> bool:
    stack, looked = [(structure, b"")], 0
    while stack and looked < _PARTS_LOOKED_AT:
        part, parent = stack.pop()
        looked += 1
        if not isinstance(part, tuple) or len(part) < 2:
            continue
        if isinstance(part[0], list):  # RFC 3501 §7.4.2: a multipart is its parts, then its subtype
            stack.extend((child, _low(part[1])) for child in part[0])
        elif is_it(part, parent):
            return True
    return False


def file_names(structure: Any) -> tuple[str, ...]:
    """Names of the parts that have one, whether shown as files or not. Total."""
    names = (clean_filename(name) for name in _named(structure))
    return tuple(dict.fromkeys(name for name in names if name))[:_NAMES]


def _named(structure: Any) -> Iterator[str]:
    stack, looked = [structure], 0
    while stack and looked < _PARTS_LOOKED_AT:
        part = stack.pop()
        looked += 1
        if not isinstance(part, tuple) or len(part) < 3:
            continue
        if isinstance(part[0], list):
            stack.extend(reversed(part[0]))
            continue
        disposition = next((x[1] for x in part[7:] if _is_disposition(x)), None)
        yield _parameter(disposition, "filename") or _parameter(part[2], "name")


def _parameter(pairs: Any, name: str) -> str:
    """The value of a parameter, continued and encoded ones too, as in the header field."""
    if not isinstance(pairs, tuple) or not all(isinstance(x, bytes) for x in pairs):
        return ""
    written = b"".join(
        b"; " + key + b'="' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        for key, value in zip(pairs[::2], pairs[1::2], strict=False)
    )
    return clean_value(split_value(b"x" + written)[1].get(name, ""))


def _is_file(part: tuple[Any, ...], parent: bytes) -> bool:
    kind, subtype = _low(part[0]), _low(part[1])
    disposition = _disposition(part)
    if disposition == b"attachment":
        return True
    if parent == b"related" or kind == b"text" and subtype in _TEXTS:
        return False
    return not (parent in {b"signed", b"report"} or disposition == b"inline" and kind == b"image")


def _disposition(part: tuple[Any, ...]) -> bytes:
    return next((_low(x[0]) for x in part[7:] if _is_disposition(x)), b"")


def _is_disposition(item: Any) -> bool:
    """(type, parameters): the only pair after the fixed fields that begins with such a word."""
    is_pair = isinstance(item, tuple) and len(item) == 2
    return is_pair and _low(item[0]) in {b"attachment", b"inline"}


def _low(value: Any) -> bytes:
    return value.lower() if isinstance(value, bytes) else b""
