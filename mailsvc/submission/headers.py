"""The few header facts a decision needs, read once from the raw bytes. Total: never raises."""

import re
from dataclasses import dataclass
from functools import lru_cache

from mailsvc.base.errors import Invalid
from mailsvc.message.headers import find_header_end
from mailsvc.smtp.address import lookup_key, validate_address
from mailsvc.submission.labels import NO_LABELS, Labels, read_labels

# RFC 5322 §2.2 and §2.2.3: a field and its folded lines. Old syntax allows blanks before ":".
_FIELD = re.compile(
    rb"^(received|from|sender|subject|message-id|date|x-cv-[a-z]+)[ \t]*:"
    rb"([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTING = re.compile(r'["(\\]')
_MESSAGE_ID_MAX = 255
_SECTION_MAX = 256 * 1024  # no honest header section is longer, and reading it must stay quick
_NOT_IN_A_NAME = frozenset("@<>:;")  # outside quotes: RFC 5322 §3.2.3 specials


@dataclass(frozen=True)
class HeaderFacts:
    """`from_addresses` is empty when From is missing, repeated or malformed.

    `sender_addresses` are those of the Sender field; None without one, empty when it is malformed.
    `is_endless`: the section goes on beyond what is read, so the rest says only half.
    """

    from_addresses: tuple[str, ...]
    message_id: str
    received_fields: int
    has_date: bool
    sender_addresses: tuple[str, ...] | None = None
    labels: Labels = NO_LABELS
    raw_from: tuple[bytes, ...] = ()
    is_endless: bool = False


def read_headers(content: bytes) -> HeaderFacts:
    """Look at the header section alone; one that does not end in time has no usable From.

    Line ends must be normal already: what a bare CR hides here would be a field later.
    """
    found: dict[bytes, list[bytes]] = {}
    section = _header_section(content)
    for match in _FIELD.finditer(section):
        found.setdefault(match[1].lower(), []).append(match[2])
    message_ids = found.get(b"message-id", [])
    return HeaderFacts(
        from_addresses=_one_from(found.get(b"from", [])) if len(section) < _SECTION_MAX else (),
        message_id=_message_id(message_ids[0]) if message_ids else "",
        received_fields=len(found.get(b"received", [])),
        has_date=b"date" in found,
        sender_addresses=_one_from(found[b"sender"]) if b"sender" in found else None,
        labels=read_labels(found, content),
        raw_from=tuple(found.get(b"from", [])),
        is_endless=len(section) >= _SECTION_MAX,
    )


@lru_cache(maxsize=256)  # the mails of one peer often have one author
def read_addresses(value: str) -> tuple[str, ...]:
    """The addresses of a From value, as lookup keys; empty when any part is malformed.

    Stricter than a mail program: what could be read two ways is refused, because the right to an
    address is decided on this reading (RFC 5322 §3.4, no routes).
    """
    bare = _without_names(value)
    if bare is None:
        return ()
    addresses: list[str] = []
    for part in bare.split(","):
        address = _one_address(part.strip())
        if address is None:
            return ()
        addresses.append(address)
    return tuple(addresses)


def header_end(content: bytes) -> int:
    """Where the header section ends, its last line end included and the empty line not."""
    if content.startswith((b"\r\n", b"\n")):
        return 0
    end = find_header_end(content, _SECTION_MAX)
    return end + 1 if end >= 0 else min(len(content), _SECTION_MAX)


def _header_section(content: bytes) -> bytes:
    if content.startswith((b"\r\n", b"\n")):
        return b""
    end = find_header_end(content, _SECTION_MAX)
    return content[:end].removesuffix(b"\r") if end >= 0 else content[:_SECTION_MAX]


def _one_from(values: list[bytes]) -> tuple[str, ...]:
    # RFC 5322 §3.6: exactly one From; two would be shown differently by different programs.
    if len(values) != 1:
        return ()
    return read_addresses(values[0].decode("utf-8", "replace"))


def _message_id(value: bytes) -> str:
    text = "".join(value.decode("utf-8", "replace").split())
    return text.replace("\0", "")[:_MESSAGE_ID_MAX]


def _one_address(part: str) -> str | None:
    if "<" in part or ">" in part:
        name, opened, rest = part.partition("<")
        address, closed, after = rest.partition(">")
        if not (opened and closed) or after.strip() or set(name) & _NOT_IN_A_NAME:
            return None
        part = address.strip()
    try:
        return lookup_key(validate_address(part))
    except Invalid:
        return None


def _without_names(value: str) -> str | None:
    """The value without quoted strings outside <> and without comments; None when unbalanced."""
    if not _QUOTING.search(value):
        return value.replace("\r", "").replace("\n", "")
    kept: list[str] = []
    depth = 0
    in_quotes = in_angle = False
    escaped = False
    for char in value:
        if escaped:
            escaped = False
            if in_angle and in_quotes:
                kept.append(char)
        elif char == "\\" and (in_quotes or depth):
            escaped = True
            if in_angle and in_quotes:
                kept.append(char)
        elif in_quotes:
            in_quotes = char != '"'
            if in_angle:
                kept.append(char)
        elif depth:
            depth += (char == "(") - (char == ")")
        elif char == '"':
            in_quotes = True
            if in_angle:
                kept.append(char)
        elif char == "(":
            depth = 1
        elif char not in "\r\n":
            in_angle = (in_angle or char == "<") and char != ">"
            kept.append(char)
    return None if in_quotes or depth or escaped else "".join(kept)
