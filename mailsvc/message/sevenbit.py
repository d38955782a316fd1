"""A mail for a server that takes seven bits only: bodies re-coded, header fields in ASCII.

Pure and total: the bytes of what is ASCII already are not touched, and what cannot be told in ASCII
without saying something else raises Unconvertible. RFC 6152 §3, RFC 2045 §6, RFC 2047, RFC 2231.
"""

import binascii
import re
from base64 import b64decode, encodebytes
from urllib.parse import quote

from mailsvc.message.addresses import parse_addresses
from mailsvc.message.encode import encode_addresses, encode_text
from mailsvc.message.headers import decode_words, split_fields
from mailsvc.message.parameters import media_type, split_value
from mailsvc.message.structure import Part, list_leaves

_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)(?:\r?\n|\Z)")
_ENCODING = re.compile(
    rb"(?im)^content-transfer-encoding[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n"
)
_EIGHT_BITS = re.compile(rb"(?im)^(content-transfer-encoding[ \t]*:[ \t]*)(?:8bit|binary)\b")
_PARAMETER = re.compile(r'([A-Za-z0-9\-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))')
_ADDRESSES = frozenset({"from", "sender", "reply-to", "to", "cc", "bcc"})
# RFC 1847 §2.1, RFC 2046 §5.2.2: what was signed, or is a piece of something, stays as it is.
_UNTOUCHABLE = frozenset({"signed", "encrypted"})
_PIECES = frozenset({"message/partial", "message/external-body"})


class Unconvertible(Exception):
    """This mail cannot be told in seven bits; `why` is for the report, in English."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def seven_bit(content: bytes) -> bytes:
    """The whole mail in ASCII. Unconvertible for a signed part, an address beyond ASCII."""
    if content.isascii():
        return content
    content = ascii_header(content)
    top, leaves = list_leaves(content)
    pieces: list[bytes] = []
    position = 0
    for leaf in leaves:
        pieces.append(_between(content[position : leaf.head_start]))
        pieces.append(_leaf(content, leaf))
        position = leaf.end
    pieces.append(_between(content[position:]))
    found = b"".join(pieces)
    if not found.isascii():
        raise Unconvertible("too many or too deep parts")
    has_version = any(name == "mime-version" for name, _ in top.items)
    return found if has_version else b"MIME-Version: 1.0\r\n" + found


def ascii_header(content: bytes) -> bytes:
    """The mail with its own header in ASCII: encoded words where letters beyond it stood."""
    _fields, body = split_fields(content, 0, len(content))
    if content[:body].isascii():
        return content
    return _FIELD.sub(_ascii_field, content[:body]) + content[body:]


def has_ascii_header(content: bytes) -> bool:
    """True when the mail's own header needs no SMTPUTF8. RFC 6531 §3.4, RFC 6532 §3."""
    return content[: split_fields(content, 0, len(content))[1]].isascii()


def _ascii_field(match: re.Match[bytes]) -> bytes:
    if match[0].isascii():
        return match[0]
    name, value = match[1].decode("ascii"), match[2]
    folded = name.casefold().removeprefix("resent-")
    if folded in _ADDRESSES:
        people = parse_addresses(value)
        if not people or any(not person.address.isascii() for person in people):
            raise Unconvertible("an address in the header is not ASCII")
        return encode_addresses(name, people)
    if folded in {"content-type", "content-disposition"}:
        return _ascii_parameters(name, value)
    return encode_text(name, decode_words(value))


def _ascii_parameters(name: str, value: bytes) -> bytes:
    """RFC 2231 §4: name*=utf-8''percent."""
    text = " ".join(value.decode("utf-8", "replace").split())

    def told(match: re.Match[str]) -> str:
        if match[0].isascii():
            return match[0]
        given = re.sub(r"\\(.)", r"\1", match[2] if match[2] is not None else match[3])
        return f"{match[1]}*=utf-8''{quote(given, safe='')}"

    found = ";\r\n\t".join(_PARAMETER.sub(told, text).split("; "))
    if not found.isascii():
        raise Unconvertible(f"malformed {name} field")
    return f"{name}: {found}\r\n".encode("ascii")


def _between(gap: bytes) -> bytes:
    """Headers of multiparts, boundaries, and what nobody reads around the parts."""
    gap = _EIGHT_BITS.sub(rb"\g<1>7bit", gap)
    return gap if gap.isascii() else bytes(byte if byte < 128 else 63 for byte in gap)


def _leaf(content: bytes, leaf: Part) -> bytes:
    head, body = content[leaf.head_start : leaf.start], content[leaf.start : leaf.end]
    if head.isascii() and body.isascii():
        return _EIGHT_BITS.sub(rb"\g<1>7bit", head) + body
    if _UNTOUCHABLE.intersection(leaf.parents) or leaf.content_type in _PIECES:
        raise Unconvertible("a signed part has 8-bit content")
    head = _FIELD.sub(_ascii_field, head)
    if body.isascii():
        return _EIGHT_BITS.sub(rb"\g<1>7bit", head) + body
    if leaf.content_type.startswith("message/"):
        # RFC 2046 §5.2.1: no encoding but 7bit for a mail inside a mail.
        return _with_encoding(head, leaf, b"7bit") + seven_bit(body)
    encoding, body = _encoded(leaf, body)
    return _with_encoding(head, leaf, encoding) + body


def _encoded(leaf: Part, body: bytes) -> tuple[bytes, bytes]:
    said = leaf.fields.first("content-transfer-encoding").strip().lower()
    if said == b"quoted-printable":
        return said, re.sub(rb"[\x80-\xff]", lambda m: b"=%02X" % m[0][0], body)
    if said == b"base64":
        kept = re.sub(rb"[^A-Za-z0-9+/=]", b"", body)  # RFC 2045 §6.8: others are ignored
        return said, _base64(b64decode(kept + b"=" * (-len(kept) % 4)))
    is_text = leaf.content_type.startswith("text/")
    beyond = len(body.translate(None, bytes(range(128))))
    if is_text and beyond * 3 < len(body) and b"\0" not in body:
        return b"quoted-printable", _quoted(body)
    return b"base64", _base64(body)


def _with_encoding(head: bytes, leaf: Part, encoding: bytes) -> bytes:
    """The part's header with this encoding, and a charset where it had no type at all."""
    head = _ENCODING.sub(b"", head)
    fields, _body = split_fields(head, 0, len(head))
    lines = b"Content-Transfer-Encoding: %s\r\n" % encoding
    value, _parameters = split_value(fields.first("content-type"))
    if not media_type(value, ""):
        # RFC 1428 §3: what 8-bit text without a charset is called.
        lines += b"Content-Type: text/plain; charset=unknown-8bit\r\n"
    return lines + head


def _quoted(body: bytes) -> bytes:
    """RFC 2045 §6.7, line by line: line ends stay what they are."""
    return b"\r\n".join(
        binascii.b2a_qp(line, quotetabs=False, istext=False).replace(b"=\n", b"=\r\n")
        for line in body.split(b"\r\n")
    )


def _base64(body: bytes) -> bytes:
    return encodebytes(body).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
