"""A DKIM verifier written from the RFC alone, over `cryptography`: no line of it is the product's.

Relaxed/relaxed only. It is the second opinion on Ed25519, which Debian's Mail::DKIM does not know.
"""

import base64
import hashlib
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key


def verify(content: bytes, zone: Mapping[str, str]) -> dict[str, bool]:
    """{algorithm: whether its signature fits} of each DKIM-Signature in the mail."""
    head, _, body = content.partition(b"\r\n\r\n")
    fields = [part.split(b":", 1) for part in re.split(rb"\r\n(?![ \t])", head)]
    found = {}
    for name, value in fields:
        if name.lower() == b"dkim-signature":
            tags = _tags(value)
            found[tags[b"a"].decode()] = _fits(tags, value, fields, body, zone)
    return found


def _fits(
    tags: dict[bytes, bytes],
    value: bytes,
    fields: list[list[bytes]],
    body: bytes,
    zone: Mapping[str, str],
) -> bool:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    canonical = b"".join(line + b"\r\n" for line in lines)
    if base64.b64encode(hashlib.sha256(canonical).digest()) != tags[b"bh"]:
        return False
    left = list(fields)
    signed = b""
    for name in tags[b"h"].split(b":"):
        at = [n for n, field in enumerate(left) if field[0].lower() == name.lower()]
        if at:  # from the bottom up; one that is not there counts as nothing
            signed += _relaxed(*left.pop(at[-1])) + b"\r\n"
    signed += _relaxed(b"dkim-signature", re.sub(rb"(\bb=)[^;]*", rb"\1", value))
    record = _tags(zone[f"{tags[b's'].decode()}._domainkey.{tags[b'd'].decode()}"].encode())
    return _is_valid(base64.b64decode(record[b"p"]), base64.b64decode(tags[b"b"]), signed)


def _is_valid(public: bytes, signature: bytes, signed: bytes) -> bool:
    digest = hashlib.sha256(signed).digest()
    try:
        if len(public) == 32:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, digest)
        else:
            key = load_der_public_key(public)
            assert isinstance(key, RSAPublicKey)
            scheme = utils.Prehashed(hashes.SHA256())
            key.verify(signature, digest, padding.PKCS1v15(), scheme)
    except InvalidSignature:
        return False
    return True


def _relaxed(name: bytes, value: bytes) -> bytes:
    unfolded = value.replace(b"\r\n", b"")
    return name.lower().strip() + b":" + re.sub(rb"[ \t]+", b" ", unfolded).strip(b" ")


def _tags(value: bytes) -> dict[bytes, bytes]:
    pairs = (part.split(b"=", 1) for part in value.split(b";") if b"=" in part)
    return {tag.strip(): re.sub(rb"\s+", b"", text) for tag, text in pairs}
