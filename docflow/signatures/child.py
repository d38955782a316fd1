"""The program that opens a signed PDF: run by `services` alone, with limits, nothing of ours in it.

Arguments: the folder of trusted roots, the moment of the check. Standard input: the file. Standard
output: JSON, a list of signatures in the order they were made.
"""

import io
import json
import logging
import resource
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_LIMITS = (
    (resource.RLIMIT_AS, 1_500_000_000),
    (resource.RLIMIT_CPU, 10),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
_SIGNATURES_MAX = 20


def main() -> None:
    """Any exception ends the program: the caller says that the file cannot be checked."""
    for which, most in _LIMITS:
        resource.setrlimit(which, (most, most))
    logging.disable()
    roots = read_roots(Path(sys.argv[1]))
    found = look(sys.stdin.buffer.read(), roots, datetime.fromisoformat(sys.argv[2]))
    sys.stdout.write(json.dumps(found))


def read_roots(folder: Path) -> list[Any]:
    """The certificates of a folder; none when it is missing."""
    from pyhanko import keys

    names = sorted(p for p in folder.glob("*") if p.suffix in {".pem", ".crt", ".cer"})
    load: Any = keys.load_certs_from_pemder
    return list(load([str(name) for name in names]))


def look(content: bytes, roots: list[Any], moment: datetime) -> list[dict[str, Any]]:
    """Every signature of the file, oldest first. PdfReadError for what is no PDF."""
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content))
        signatures = list(reader.embedded_signatures)
    except PdfReadError:
        # Files of Word with two cross-reference tables are refused when reading strictly.
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        signatures = list(reader.embedded_signatures)
    return [_one(signature, roots, moment) for signature in signatures[:_SIGNATURES_MAX]]


def _one(signature: Any, roots: list[Any], moment: datetime) -> dict[str, Any]:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import CMSExtractionError
    from pyhanko.sign.validation.errors import SignatureValidationError

    facts: dict[str, Any] = {"is_stamp": signature.sig_object_type == "/DocTimeStamp"}
    try:
        return facts | _signer(signature) | _judge(signature, roots, moment, facts["is_stamp"])
    except (SignatureValidationError, CMSExtractionError, PdfError, ValueError) as error:
        return facts | {"error": type(error).__name__}


def _signer(signature: Any) -> dict[str, Any]:
    certificate = signature.signer_cert
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return {
        "signer": _text(subject.get("common_name")),
        "organ": _text(subject.get("organization_name")),
        "title": _text(subject.get("title")),
        "issuer": _text(issuer.get("common_name") or issuer.get("organization_name")),
        "serial": f"{certificate.serial_number:x}"[:64],
        "expires_at": certificate.not_valid_after.isoformat(),
    }


def _judge(signature: Any, roots: list[Any], moment: datetime, is_stamp: bool) -> dict[str, Any]:
    status = _validate(signature, roots, moment, is_stamp)
    stamp = getattr(status, "timestamp_validity", None)
    stamped_at = stamp.timestamp if stamp is not None and stamp.trusted else None
    claimed_at = status.timestamp if is_stamp else status.signer_reported_dt
    return {
        "intact": bool(status.intact and status.valid),
        "covers_file": status.coverage.name == "ENTIRE_FILE",
        "changes": status.modification_level.name if status.modification_level else "NONE",
        "changes_allowed": bool(status.docmdp_ok),
        "trust": _trust(signature, roots, moment, status, stamped_at, is_stamp),
        "signed_at": claimed_at.isoformat() if claimed_at else None,
        "stamped_at": stamped_at.isoformat() if stamped_at else None,
    }


def _trust(
    signature: Any,
    roots: list[Any],
    moment: datetime,
    status: Any,
    stamped_at: datetime | None,
    is_stamp: bool,
) -> str:
    """Trusted now; or when a trusted clock stamped it; or only while the certificate ran."""
    if status.trusted:
        return "trusted"
    if status.revoked:
        return "revoked"
    certificate = signature.signer_cert
    begin, end = certificate.not_valid_before, certificate.not_valid_after
    was_in_time = stamped_at is not None and begin <= stamped_at <= end
    if was_in_time and _validate(signature, roots, stamped_at, is_stamp).trusted:
        return "trusted"
    if not begin <= moment <= end:
        within = end - timedelta(seconds=1)
        return "expired" if _validate(signature, roots, within, is_stamp).trusted else "unknown"
    return "unknown"


def _validate(signature: Any, roots: list[Any], moment: datetime | None, is_stamp: bool) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    context = _context(signature, {"trust_roots": roots, "moment": moment})
    if is_stamp:
        return validate_pdf_timestamp(signature, validation_context=context)
    usage = KeyUsageConstraints(
        key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
    )
    clock_context = ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)
    return validate_pdf_signature(
        signature,
        signer_validation_context=context,
        ts_validation_context=clock_context,
        key_usage_settings=usage,
    )


def _context(signature: Any, options: dict[str, Any]) -> Any:
    """Certificates and revocation lists that the file brings along are looked at; no others."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError
    from pyhanko_certvalidator import ValidationContext

    options |= {"allow_fetching": False, "revocation_mode": "soft-fail"}
    try:
        store = DocumentSecurityStore.read_dss(signature.reader)
    except NoDSSFoundError:
        return ValidationContext(**options)
    return store.as_validation_context(options)


def _text(value: Any) -> str:
    """A name of a certificate; it may be repeated, and anything may stand in it."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return "".join(c for c in str(value or "") if c.isprintable())[:200]


if __name__ == "__main__":
    main()
