"""Dkimpy's question for a signer's public key, and what it does not look at. RFC 6376 §3.6.1."""

import base64
import binascii
import re

import dkim

from mailsvc.authn.resolver import DnsTrouble, Lookup

# A key record of 64 KB is possible, and arithmetic on such a key takes minutes.
_KEY_CHARS_MAX = 1500  # RSA of 8192 bits
_EXPONENT_MAX = 2**33
_BLANKS = re.compile(rb"\s+")

Tags = dict[bytes, bytes]


class Keys:
    """One signature's key; remembers what must not be called a bad signature."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.had_trouble = False
        self.is_missing = False
        self.tags: Tags = {}

    def __call__(self, name: bytes, timeout: float = 2) -> bytes | None:
        """The record, None when there is none that could be used."""
        record = self._ask(name)
        self.tags = _read(record)
        self.is_missing = not self.tags.get(b"p") or not _is_bearable(self.tags)
        return None if self.is_missing else record

    def allows(self, signature: Tags) -> bool:
        """The record's own conditions on a signature that fits it: k=, h=, t=s."""
        kind, _, hash_name = signature.get(b"a", b"").partition(b"-")
        if self.tags.get(b"k", b"rsa") != kind:
            return False
        hashes = _words(self.tags.get(b"h", b""))
        if hashes and hash_name not in hashes:
            return False
        domain = signature.get(b"d", b"").lower()
        identity = signature.get(b"i", domain).lower().rpartition(b"@")[2]
        return b"s" not in _words(self.tags.get(b"t", b"")) or identity == domain

    def _ask(self, name: bytes) -> bytes:
        try:
            found = self._lookup.txt(name.decode("ascii"))
        except DnsTrouble:
            self.had_trouble = True
            raise
        except UnicodeDecodeError:
            found = []
        return found[0] if found else b""


def _read(record: bytes) -> Tags:
    try:
        tags: Tags = dkim.util.parse_tag_value(record)
    except dkim.InvalidTagValueList:
        return {}
    return tags


def _is_bearable(tags: Tags) -> bool:
    """False for keys whose arithmetic would hold the process up."""
    key = _BLANKS.sub(b"", tags[b"p"])
    if len(key) > _KEY_CHARS_MAX:
        return False
    if tags.get(b"k", b"rsa") != b"rsa":
        return True
    try:
        parsed = dkim.crypto.parse_public_key(base64.b64decode(key))
    except (binascii.Error, dkim.UnparsableKeyError, KeyError, IndexError, ValueError):
        return True  # dkimpy will say what is wrong with it
    return bool(parsed["publicExponent"] < _EXPONENT_MAX)


def _words(value: bytes) -> set[bytes]:
    return {word.strip() for word in value.split(b":")} - {b""}
