"""Address lists as they come: names, comments, groups, quotes; one pass, never an error."""

import re
from functools import lru_cache

from mailsvc.message import limits
from mailsvc.message.decode import decode_text
from mailsvc.message.headers import decode_words
from mailsvc.message.view import Address

_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_BAD = re.compile(r"[@\s<>()\[\],;:\\\"]")
_SHORT = 300
_OPENERS = {'"': '"', "(": ")", "<": ">"}


def parse_addresses(raw: bytes | str) -> tuple[Address, ...]:
    """The mailboxes of a list (RFC 5322 §3.4); members of groups stand in it as themselves."""
    return _parse_short(raw) if len(raw) <= _SHORT else _parse(raw)


@lru_cache(maxsize=5000)
def _parse_short(raw: bytes | str) -> tuple[Address, ...]:
    """The mails of a mailbox come from few people and go to fewer."""
    return _parse(raw)


def _parse(raw: bytes | str) -> tuple[Address, ...]:
    text = decode_text(raw) if isinstance(raw, bytes) else raw
    cut = text[: limits.ADDRESS_LIST_CHARS]
    if len(cut) < len(text):
        cut = cut.rpartition(",")[0]
    found = [_mailbox(piece) for piece in _split(cut)[: limits.ADDRESSES]]
    return tuple(address for address in found if address.name or address.address)


def _split(text: str) -> list[list[tuple[str, str]]]:
    """Entries, each a list of (kind, text) with kind one of "", quote, comment, angle."""
    entries: list[list[tuple[str, str]]] = [[]]
    start = position = 0
    while position < len(text):
        char = text[position]
        if char in _OPENERS:
            entries[-1].append(("", text[start:position]))
            end = _closing(text, position)
            entries[-1].append((char, text[position + 1 : end]))
            start = position = end + 1
        elif char in ",;" or (char == ":" and "@" not in text[start:position]):
            # A colon outside an address ends a group's name (RFC 5322 §3.4), which is dropped.
            if char == ":":
                entries[-1] = []
            else:
                entries[-1].append(("", text[start:position]))
                entries.append([])
            start = position = position + 1
        else:
            position += 1
    entries[-1].append(("", text[start:]))
    return entries


def _closing(text: str, start: int) -> int:
    """Where the quote, comment or angle that opens at `start` ends; nested comments count."""
    opener, closer = text[start], _OPENERS[text[start]]
    depth, position = 1, start + 1
    while position < len(text):
        char = text[position]
        if char == "\\" and opener != "<":
            position += 1
        elif char == closer:
            depth -= 1
            if depth == 0:
                return position
        elif char == opener and opener == "(":
            depth += 1
        position += 1
    return len(text)


def _mailbox(pieces: list[tuple[str, str]]) -> Address:
    angle = next((text for kind, text in pieces if kind == "<"), None)
    comments = [text for kind, text in pieces if kind == "("]
    if angle is None:
        whole = "".join(f'"{t}"' if k == '"' else t for k, t in pieces if k in {"", '"'})
        address = _address(whole)
        name = " ".join(comments) if address else whole.strip('" \t\r\n')
    else:
        address = _address(angle)
        words = [text for kind, text in pieces if kind in {"", '"'}]
        name = "".join(words).strip() or " ".join(comments)
    return Address(decode_words(_QUOTED_PAIR.sub(r"\1", name)), address)


def _address(text: str) -> str:
    """The addr-spec without a source route, "" when it is none."""
    # RFC 5322 §4.4: `<@a,@b:user@domain>`, an obsolete route, is read over.
    bare = decode_words(text.rpartition(":")[2]).replace(" ", "")
    local, at, domain = bare.rpartition("@")
    if not at or not local or not domain or len(bare) > 320:
        return ""
    is_quoted = local.startswith('"') and local.endswith('"')
    if _BAD.search(domain.strip("[]")) or (_BAD.search(local) and not is_quoted):
        return ""
    return bare
