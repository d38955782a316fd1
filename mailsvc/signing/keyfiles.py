"""Private keys as files: SECRETS_DIR/dkim/<domain>/<selector>.pem, mode 0600."""

import base64
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from mailsvc.base.disk import write_private
from mailsvc.base.errors import Unavailable
from mailsvc.signing.models import DkimKey

_RSA_BITS = 2048  # RFC 8301 §3.2; the record still fits one DNS answer


def create(key: DkimKey) -> str:
    """Make and keep the private key of this row; returns the public half for the record's p=."""
    made = _make(key.algorithm)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(path_of(key), pem)
    public = made.public_key()
    if isinstance(made, RSAPrivateKey):
        raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        # RFC 8463 §4: the 32 octets themselves.
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode("ascii")


def read(key: DkimKey) -> bytes:
    """The private key as dkimpy wants it: PEM, or base64 of an Ed25519 seed; or Unavailable."""
    path = path_of(key)
    try:
        return _load(path, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise Unavailable("dkim_key", "Không đọc được khoá ký thư.", key=str(key)) from error


def delete(key: DkimKey) -> None:
    """Remove the file; a missing one is fine."""
    path_of(key).unlink(missing_ok=True)


def path_of(key: DkimKey) -> Path:
    """Where the private key lies; names of domains and selectors are checked by `services`."""
    return Path(settings.SECRETS_DIR) / "dkim" / key.domain / f"{key.selector}.pem"


def _make(algorithm: str) -> RSAPrivateKey | Ed25519PrivateKey:
    if algorithm == DkimKey.Algorithm.RSA:
        return generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    return Ed25519PrivateKey.generate()


@lru_cache(maxsize=64)
def _load(path: Path, _changed_at: int) -> bytes:
    pem = path.read_bytes()
    loaded = load_pem_private_key(pem, password=None)
    if isinstance(loaded, Ed25519PrivateKey):
        return base64.b64encode(
            loaded.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        )
    return pem
