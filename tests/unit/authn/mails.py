"""Mails signed by keys made here, and the zone that publishes them."""

import base64

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = _key.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
_public = base64.b64encode(
    _key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode("ascii")
KEY_TEXT = [f'"v=DKIM1; k=rsa; p={_public[:200]}" "{_public[200:]}"']

MAIL = (
    "From: Lò Văn Nam <nam@stc.example>\r\nTo: hoa@dienbien.example\r\n"
    "Subject: Giay moi\r\nDate: Mon, 02 Nov 2009 08:30:00 +0700\r\n\r\nKính gửi.\r\n"
).encode()


def signed(content: bytes = MAIL, *, domain: str = "stc.example", length: bool = False) -> bytes:
    line = dkim.sign(
        content,
        b"s1",
        domain.encode("ascii"),
        PRIVATE,
        include_headers=[b"from", b"to", b"subject"],
        length=length,
    )
    return bytes(line) + content


def sealed(content: bytes) -> bytes:
    lines = dkim.arc_sign(content, b"s1", b"stc.example", PRIVATE, b"mx.stc.example")
    return b"".join(lines) + content
