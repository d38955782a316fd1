"""Really signed PDFs: a test authority, people's and agencies' certificates, clock stamps."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from docflow.printing.pdf import print_pdf

DAY = timedelta(days=1)
_CURVE = ec.SECP256R1()
AGENCY = "Sở Tài chính tỉnh Điện Biên"


@dataclass(frozen=True)
class Identity:
    """A certificate with its key and its authority's certificate."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    root: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class Authority:
    """A root that gives out certificates."""

    identity: Identity

    def issue(
        self,
        name: str,
        *,
        organ: str = AGENCY,
        begin: datetime | None = None,
        end: datetime | None = None,
        is_clock: bool = False,
    ) -> Identity:
        now = datetime.now(UTC)
        return _make(
            name, organ, self.identity, begin or now - DAY, end or now + 365 * DAY, is_clock
        )


def make_authority(name: str = "CA thử nghiệm") -> Authority:
    now = datetime.now(UTC)
    return Authority(_make(name, "", None, now - 3650 * DAY, now + 3650 * DAY, False))


def trust(folder: Path, *authorities: Authority) -> Path:
    """A folder of trusted roots."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, authority in enumerate(authorities):
        (folder / f"root{number}.pem").write_bytes(authority.identity.pem)
    return folder


@cache
def make_pdf(text: str = "Số: 15/STC-NS. Về việc báo cáo số liệu thư điện tử") -> bytes:
    """One page with text and a form field beside it."""
    return print_pdf(f"<p>{text}</p>")


def sign(
    content: bytes, who: Identity, *, field: str = "Ky1", clock: Identity | None = None
) -> bytes:
    """A further signature behind what is there; earlier ones stay sound."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    signer = signers.PdfSigner(meta, _signer(who), timestamper=_timestamper(clock))
    out = io.BytesIO()
    signer.sign_pdf(writer, output=out)
    return out.getvalue()


def with_field(content: bytes, name: str = "so") -> bytes:
    """An empty signature field, as a form has one waiting for the agency's seal."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    fields.append_signature_field(writer, fields.SigFieldSpec(name))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def alter_bytes(content: bytes) -> bytes:
    """One byte of the signed part changed."""
    at = content.index(b"/MediaBox")
    return content[:at] + b"/MediaBoy" + content[at + 9 :]


def add_page_content(content: bytes) -> bytes:
    """What a forger does: the signed bytes stay, a later part changes what is seen."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    page.get_object()["/Rotate"] = NumberObject(180)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _signer(who: Identity) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    store.register(_asn1(who.root))
    return signers.SimpleSigner(
        signing_cert=_asn1(who.certificate), signing_key=_asn1_key(who), cert_registry=store
    )


def _timestamper(clock: Identity | None) -> DummyTimeStamper | None:
    if clock is None:
        return None
    store = SimpleCertificateStore()
    store.register(_asn1(clock.root))
    return DummyTimeStamper(
        tsa_cert=_asn1(clock.certificate), tsa_key=_asn1_key(clock), certs_to_embed=store
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _asn1_key(who: Identity) -> keys.PrivateKeyInfo:
    raw = who.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return keys.PrivateKeyInfo.load(pem.unarmor(raw)[2])


def _make(
    name: str, organ: str, issuer: Identity | None, begin: datetime, end: datetime, is_clock: bool
) -> Identity:
    # pyHanko's clock for tests knows RSA only; the other kind is made a hundred times quicker.
    key = rsa.generate_private_key(65537, 2048) if is_clock else ec.generate_private_key(_CURVE)
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    attributes += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organ)] if organ else []
    subject = x509.Name(attributes)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(_usage(is_root=issuer is None), critical=True)
    )
    if is_clock:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    signed = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Identity(signed, key, issuer.certificate if issuer else signed)


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
