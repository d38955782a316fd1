"""`value; name=…; name*0*=…`: Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231)."""

import re
from urllib.parse import unquote_to_bytes

from mailsvc.message import limits
from mailsvc.message.decode import clean_value, decode_text
from mailsvc.message.headers import decode_words

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_NAME = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80}")


def split_value(raw: bytes) -> tuple[str, dict[str, str]]:
    """The value, folded to lower case, and its parameters, decoded."""
    text = decode_text(raw[: limits.PARAMETER_CHARS])
    head, _, _ = text.partition(";")
    rest = text[len(head) :]
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAMETER.finditer(rest):
        value = _unquote(match[2].strip())
        name = _NAME.fullmatch(match[1].casefold())
        if name is None:
            continue
        if name[2] is None and name[3] is None:
            plain.setdefault(name[1], value)
        else:
            pieces.setdefault(name[1], {}).setdefault(int(name[2] or 0), (bool(name[3]), value))
    found = {name: decode_words(value) for name, value in plain.items()}
    found |= {name: _joined(numbered) for name, numbered in pieces.items()}
    return clean_value(head).casefold(), found


def media_type(value: str, default: str) -> str:
    """A well-formed type/subtype, or the default (RFC 2045 §5.2)."""
    return value if _TYPE.fullmatch(value) else default


def _joined(numbered: dict[int, tuple[bool, str]]) -> str:
    """RFC 2231 §4.1: the charset stands in the first piece and holds for all encoded ones."""
    charset = ""
    content = b""
    for number in sorted(numbered):
        is_encoded, value = numbered[number]
        if is_encoded and not content and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        content += unquote_to_bytes(raw) if is_encoded else raw
    return clean_value(decode_text(content, charset))


def _unquote(value: str) -> str:
    if not value.startswith('"'):
        return value
    return _QUOTED_PAIR.sub(r"\1", value[1:].removesuffix('"'))
