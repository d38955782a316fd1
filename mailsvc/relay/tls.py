"""TLS of the relay: the operator's certificate, or a self-signed one made on the first run."""

import datetime as dt
import fcntl
import ipaddress
import os
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mailsvc.base import clock

_DAYS = 3650


def server_context(folder: Path) -> ssl.SSLContext:
    """A context with `folder`'s cert.pem and key.pem; OSError when they cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996, RFC 8997
    # An encrypted key is an error: nobody is there to type its password.
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem", password=lambda: "")
    return context


def ensure_certificate(folder: Path, host_name: str) -> None:
    """Make a pair where none is; of several processes that start together one makes it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not all((folder / name).exists() for name in ("cert.pem", "key.pem")):
            make_certificate(folder, host_name)
    finally:
        os.close(handle)


def make_certificate(folder: Path, host_name: str) -> None:
    """Write key.pem (0600) and cert.pem over what is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    _replace(
        folder / "key.pem",
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        mode=0o600,
    )
    certificate = _certificate(key, host_name)
    _replace(folder / "cert.pem", certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _certificate(key: ec.EllipticCurvePrivateKey, host_name: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host_name[:64])])
    begin = clock.now() - dt.timedelta(days=1)
    names: list[x509.GeneralName] = [x509.DNSName(host_name), x509.DNSName("localhost")]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    fresh.replace(path)
