"""A mail as its signatures see it: fields and canonical body, in linear time. RFC 6376 §3.4.

dkimpy's own reading takes squared time and many times the memory of a hostile mail (runs of blanks,
folded fields, short lines), and reads the body anew for each signature; its signature arithmetic
is used, its reading is not.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import dkim

SECTION_MAX_BYTES = 256 * 1024  # no honest header section is longer
FIELDS_MAX = 1000
_CHUNK = 1024 * 1024
_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]+[ \t]*):")
_LONE_LF = re.compile(rb"(?<!\r)\n")
_BLANKS = re.compile(rb"[ \t]+")


class Unreadable(Exception):
    """Not a header section a signature could speak for."""


class SignedMail:
    """`fields` are [name, value with its line end], as dkimpy keeps them. Raises Unreadable."""

    def __init__(self, content: bytes) -> None:
        if content.count(b"\n") != content.count(b"\r\n"):
            content = _LONE_LF.sub(b"\r\n", content)
        end = _section_end(content)
        self.fields = _read_fields(content[:end])
        self._body = memoryview(content)[end + 2 :]
        self._hashes: dict[tuple[bytes, str, int | None], bytes] = {}

    def count(self, *names: bytes) -> int:
        """How many fields bear one of these names (lower case)."""
        return sum(name.strip().lower() in names for name, _ in self.fields)

    def values(self, name: bytes) -> list[bytes]:
        """The raw values of the fields of this name (lower case)."""
        return [value for key, value in self.fields if key.strip().lower() == name]

    def body_hash(self, canonical: bytes, hash_name: str, length: int | None = None) -> bytes:
        """The digest of the "simple" or "relaxed" body, or of its first `length` octets."""
        key = (canonical, hash_name, length)
        if key not in self._hashes:
            self._hashes[key] = self._hash(canonical, hash_name, length)
        return self._hashes[key]

    def relaxed_body(self) -> bytes:
        """The canonical body itself, for who signs it."""
        return b"".join(self._pieces(is_relaxed=True))

    def _hash(self, canonical: bytes, hash_name: str, length: int | None) -> bytes:
        digest = hashlib.new(hash_name)
        left = length
        for piece in self._pieces(is_relaxed=canonical == b"relaxed"):
            used = piece if left is None else piece[:left]
            digest.update(used)
            if left is not None:
                left -= len(used)
        return digest.digest()

    def _pieces(self, *, is_relaxed: bool) -> Iterator[bytes]:
        """The body without the empty lines at its end. RFC 6376 §3.4.3, §3.4.4."""
        held = b""
        has_text = False
        for chunk in _line_chunks(self._body):
            text = _relaxed(chunk) if is_relaxed else chunk
            kept = text[: _text_end(text)]
            if not kept:
                held += text
                continue
            yield held + kept
            held, has_text = text[len(kept) :], True
        # The last line end stays; an empty body is one line end when simple, nothing when relaxed.
        if has_text or not is_relaxed:
            yield b"\r\n"


class Verifier:
    """Put before a class of dkimpy: the body's hash comes from the mail, each is made once."""

    mail: SignedMail

    def verify_sig_process(self, sig: dict[bytes, bytes], *args: Any) -> bool:
        """As dkimpy's; `sig` are the tags of one signature."""
        if b"bh" in sig:
            self._require_body(sig)
            sig = {tag: value for tag, value in sig.items() if tag != b"bh"}
        return bool(super().verify_sig_process(sig, *args))  # type: ignore[misc]

    def _require_body(self, sig: dict[bytes, bytes]) -> None:
        policy = dkim.canonicalization.CanonicalizationPolicy.from_c_value(
            sig.get(b"c", b"simple/simple")
        )
        name = "sha1" if sig[b"a"] == b"rsa-sha1" else "sha256"
        length = int(sig[b"l"]) if b"l" in sig else None
        found = self.mail.body_hash(policy.body_algorithm.name, name, length)
        if found != base64.b64decode(re.sub(rb"\s+", b"", sig[b"bh"])):
            raise dkim.ValidationError("body hash mismatch")


def _section_end(content: bytes) -> int:
    """Where the last field's line end is over; the empty line comes next."""
    if content.startswith(b"\r\n"):
        return 0
    end = content.find(b"\r\n\r\n", 0, SECTION_MAX_BYTES + 4)
    if end >= 0:
        return end + 2
    if len(content) > SECTION_MAX_BYTES:
        raise Unreadable("header section too long")
    return len(content)


def _read_fields(section: bytes) -> list[list[bytes]]:
    fields: list[list[bytes]] = []
    folded: list[bytes] = []
    lines = section.split(b"\r\n")
    for number, line in enumerate(lines if lines[-1] else lines[:-1]):
        if line[:1] in {b" ", b"\t"} and fields:
            folded.append(line + b"\r\n")
            continue
        if folded:
            fields[-1][1] += b"".join(folded)
            folded = []
        found = _NAME.match(line)
        if found is None:
            if number == 0 and line.startswith(b"From "):
                continue  # an mbox line: no field
            raise Unreadable("not a header field")
        fields.append([found[1], line[found.end() :] + b"\r\n"])
    if folded:
        fields[-1][1] += b"".join(folded)
    if len(fields) > FIELDS_MAX:
        raise Unreadable("too many header fields")
    return fields


def _line_chunks(body: memoryview) -> Iterator[bytes]:
    """Whole lines, about _CHUNK bytes at once; the last may lack its line end."""
    rest = b""
    for start in range(0, len(body), _CHUNK):
        rest += bytes(body[start : start + _CHUNK])
        end = rest.rfind(b"\r\n")
        if end >= 0:
            yield rest[: end + 2]
            rest = rest[end + 2 :]
    if rest:
        yield rest


def _relaxed(lines: bytes) -> bytes:
    """Runs of blanks as one, none before a line end. RFC 6376 §3.4.4."""
    if b"\t" in lines or b"  " in lines:
        lines = _BLANKS.sub(b" ", lines)
    lines = lines.replace(b" \r\n", b"\r\n")
    return lines[:-1] if lines.endswith(b" ") else lines


def _text_end(text: bytes) -> int:
    """Where the CRLFs at the end begin."""
    end = 0 if text.count(b"\r\n") * 2 == len(text) else len(text)
    while text.endswith(b"\r\n", 0, end):
        end -= 2
    return end
