"""Header fields: split from the bytes, their words decoded, their values on one line."""

import re
from dataclasses import dataclass

from mailsvc.message import limits
from mailsvc.message.decode import clean_value, decode_base64, decode_text

# RFC 2047 §2, with the language of RFC 2231 §5; blanks inside are wrong but common.
_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?]{0,60})?\?([bBqQ])\?([^?]*)\?=")
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")  # RFC 5322 §2.2
_Q_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Fields:
    """Header fields in order; names folded to lower case, values raw."""

    items: tuple[tuple[str, bytes], ...]

    def first(self, name: str) -> bytes:
        """The first of that name (a second From is someone's trick), b"" when there is none."""
        return next((value for key, value in self.items if key == name), b"")


def find_header_end(content: bytes, within: int | None = None) -> int:
    """Where the LF before the first empty line stands, -1 when none does.

    An empty line at the very start is not looked for. `within`: in so many bytes.
    """
    end = content.find(b"\n\r\n", 0, within)
    bare = content.find(b"\n\n", 0, end + 1 if end >= 0 else within)
    return bare if bare >= 0 else end


def split_fields(content: bytes, start: int, end: int) -> tuple[Fields, int]:
    """The header fields of a part and where its body begins."""
    items: list[tuple[str, bytearray]] = []
    position = start
    end = min(end, start + limits.HEADER_SECTION_BYTES)
    while position < end:
        line_end = content.find(b"\n", position, end)
        line_end = end if line_end < 0 else line_end + 1
        line = content[position : min(line_end, position + limits.HEADER_BYTES)]
        if line in {b"\n", b"\r\n"}:
            position = line_end
            break
        found = _FIELD.match(line)
        if line[:1] in b" \t" and items:
            room = limits.HEADER_BYTES - len(items[-1][1])
            items[-1][1].extend(line[: max(room, 0)])
        elif found and len(items) < limits.HEADER_FIELDS:
            items.append((found[1].decode("ascii").casefold(), bytearray(line[found.end() :])))
        elif not (line.startswith(b"From ") and position == start):
            break  # not a header: the body begins without a blank line
        position = line_end
    return Fields(tuple((name, bytes(value)) for name, value in items)), position


def decode_words(raw: bytes | str) -> str:
    """A header value for people: encoded words read, one line, NFC. Total."""
    text = _raw_text(raw[: limits.HEADER_BYTES])
    pieces: list[str] = []
    pending: tuple[str, bytes] = ("", b"")
    position = 0
    for match in _WORD.finditer(text):
        between = text[position : match.start()]
        charset, word = match[1].casefold(), _word_bytes(match[2], match[3])
        # RFC 2047 §6.2: blanks between encoded words are not shown; a letter may be cut between
        # two words of one charset (against §5, but common), so their bytes are joined first.
        if pending[1] and not between.strip() and pending[0] == charset:
            pending = (charset, pending[1] + word)
        else:
            pieces.append(decode_text(pending[1], pending[0]))
            pieces.append(between if between.strip() or not pending[1] else "")
            pending = (charset, word)
        position = match.end()
    pieces += [decode_text(pending[1], pending[0]), text[position:]]
    return clean_value("".join(pieces))


def _raw_text(raw: bytes | str) -> str:
    if isinstance(raw, str):
        # compat32 and IMAP libraries hand raw bytes over as lone surrogates.
        return decode_text(raw.encode("utf-8", "surrogateescape")) if _is_escaped(raw) else raw
    return decode_text(raw)


def _is_escaped(raw: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in raw) and not any(
        "\ud800" <= char < "\udc80" or "\udcff" < char <= "\udfff" for char in raw
    )


def _word_bytes(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(content)
    # RFC 2047 §4.2
    return _Q_BYTE.sub(lambda found: bytes([int(found[1], 16)]), content.replace(b"_", b" "))
