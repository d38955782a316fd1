"""DKIM: is the mail as its signers left it? RFC 6376, RFC 8463, by dkimpy."""

import logging
import re
from dataclasses import dataclass
from typing import Any

import dkim

from mailsvc.authn.keys import Keys
from mailsvc.authn.resolver import DnsTrouble, Lookup
from mailsvc.authn.signed_mail import SignedMail, Unreadable, Verifier
from mailsvc.authn.words import Verdict

# RFC 6376 §6.1 lets a verifier limit how many it tries; those of the From domain come first.
SIGNATURES_MAX = 5
_FIELD_BYTES_MAX = 8192
_SIGNED_NAMES_MAX = 300
_LONG_RUN = re.compile(rb"\s{100}")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signature:
    """What one DKIM-Signature came to."""

    verdict: Verdict
    domain: str = ""
    selector: str = ""


class _Dkim(Verifier, dkim.DKIM):  # type: ignore[misc]
    def __init__(self, mail: SignedMail) -> None:
        super().__init__(None, minkey=1024, timeout=2)
        self.mail = mail
        self.headers = mail.fields


def check_dkim(content: bytes, lookup: Lookup, *, first_domain: str = "") -> list[Signature]:
    """One fact a signature, [] when the mail has none. Never raises.

    Of more than SIGNATURES_MAX those of `first_domain` are tried first, then in their order.
    """
    if b"dkim-signature" not in content[: 2 * 1024 * 1024].lower():
        return []
    try:
        return _check(SignedMail(content), lookup, first_domain)
    except Unreadable as error:
        logger.info("DKIM cannot be read: %s", error)
        return [Signature(Verdict.PERMERROR)]


def readable_tags(value: bytes) -> dict[bytes, bytes] | None:
    """The tags of a signature field; None when none can be read or reading them costs too much."""
    # dkimpy looks for b= in squared time on runs of blanks.
    if len(value) > _FIELD_BYTES_MAX or _LONG_RUN.search(value):
        return None
    try:
        tags: dict[bytes, bytes] = dkim.util.parse_tag_value(value)
    except dkim.InvalidTagValueList:
        return None
    return None if tags.get(b"h", b"").count(b":") > _SIGNED_NAMES_MAX else tags


def _check(mail: SignedMail, lookup: Lookup, first_domain: str) -> list[Signature]:
    tags = [readable_tags(value) for value in mail.values(b"dkim-signature")]
    order = sorted(range(len(tags)), key=lambda n: not _is_kin(tags[n] or {}, first_domain))
    tried = sorted(order[:SIGNATURES_MAX])
    verifier = _Dkim(mail) if tried else None
    return [_verify(verifier, index, tags[index], lookup) for index in tried]


def _verify(
    verifier: Any, index: int, tags: dict[bytes, bytes] | None, lookup: Lookup
) -> Signature:
    if tags is None:
        return Signature(Verdict.PERMERROR)
    return Signature(
        _verdict(verifier, index, tags, Keys(lookup)), _text(tags, b"d"), _text(tags, b"s")
    )


def _verdict(verifier: Any, index: int, tags: dict[bytes, bytes], keys: Keys) -> Verdict:
    signed = [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]
    # RFC 6376 §6.1.1: From must be signed. RFC 8301 §3.1: rsa-sha1 proves nothing any more.
    if b"from" not in signed or tags.get(b"a") == b"rsa-sha1":
        return Verdict.PERMERROR
    try:
        is_good = verifier.verify(index, dnsfunc=keys)
    except DnsTrouble:
        return Verdict.TEMPERROR
    except dkim.ValidationError:
        return Verdict.FAIL
    except Exception as error:  # noqa: BLE001  dkimpy meets strangers' bytes: no surprise may pass
        logger.info("DKIM cannot be checked: %s", type(error).__name__)
        return Verdict.PERMERROR
    if not is_good:
        return Verdict.PERMERROR if keys.is_missing else Verdict.FAIL
    if not keys.allows(tags):
        return Verdict.PERMERROR
    # RFC 6376 §8.2: with l= anyone may add to the body; such a signature says too little.
    return Verdict.POLICY if b"l" in tags else Verdict.PASS


def _is_kin(tags: dict[bytes, bytes], domain: str) -> bool:
    signer = _text(tags, b"d")
    return bool(domain) and f".{domain}".endswith(f".{signer}")


def _text(fields: dict[bytes, bytes], key: bytes) -> str:
    return fields.get(key, b"").decode("ascii", "replace").strip().casefold()
