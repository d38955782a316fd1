"""ARC: what servers on the way found, and whether their chain is whole. RFC 8617, by dkimpy."""

import logging
from dataclasses import dataclass
from typing import Any

import authres
import dkim

from mailsvc.authn.keys import Keys
from mailsvc.authn.resolver import DnsTrouble, Lookup
from mailsvc.authn.signature import readable_tags
from mailsvc.authn.signed_mail import SignedMail, Unreadable, Verifier
from mailsvc.authn.words import Verdict

_HEADER_FROM = ("header", "from")
_FIELDS = (b"arc-seal", b"arc-message-signature", b"arc-authentication-results")
# RFC 8617 §4.2.1 allows 50 sets; more fields than that are no chain.
_FIELDS_MAX = 150

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chain:
    """The verdict; the domains that sealed; the From domain the first sealer saw pass DMARC."""

    verdict: Verdict
    sealers: tuple[str, ...] = ()
    proven_from: str = ""


class _Arc(Verifier, dkim.ARC):  # type: ignore[misc]
    def __init__(self, mail: SignedMail) -> None:
        super().__init__(None, minkey=1024, timeout=2)
        self.mail = mail
        self.headers = mail.fields


def check_arc(content: bytes, lookup: Lookup) -> Chain:
    """The chain's verdict: none, pass, fail; temperror without DNS. Never raises."""
    if b"\narc-" not in (b"\n" + content[: 2 * 1024 * 1024]).lower():
        return Chain(Verdict.NONE)
    try:
        mail = SignedMail(content)
    except Unreadable:
        return Chain(Verdict.FAIL)
    count = mail.count(*_FIELDS)
    if not count:
        return Chain(Verdict.NONE)
    if count > _FIELDS_MAX or not all(map(_is_bearable, mail.fields)):
        return Chain(Verdict.FAIL)
    return _verify(mail, Keys(lookup))


def is_ended(mail: SignedMail) -> bool:
    """True when the last seal says that the chain is broken: nobody adds to it. RFC 8617 §5.1.2."""
    seals = [readable_tags(value) or {} for value in mail.values(b"arc-seal")]
    last = max(seals, key=lambda tags: _number(tags.get(b"i", b"")), default={})
    return last.get(b"cv") == b"fail"


def _verify(mail: SignedMail, keys: Keys) -> Chain:
    try:
        found, sets, _comment = _Arc(mail).verify(dnsfunc=keys)
    except DnsTrouble:
        return Chain(Verdict.TEMPERROR)
    except Exception as error:  # noqa: BLE001  as for DKIM; dkimpy raises on an empty d= or s=
        logger.info("ARC cannot be read: %s", type(error).__name__)
        return Chain(Verdict.TEMPERROR if keys.had_trouble else Verdict.FAIL)
    # RFC 8617 §5.2: a chain that was sealed as failed (dkimpy: no verdict) has failed, and so have
    # fields that form no chain.
    if found != dkim.CV_Pass:
        return Chain(Verdict.TEMPERROR if keys.had_trouble else Verdict.FAIL)
    return Chain(Verdict.PASS, tuple(_domain(one) for one in sets), _proven_from(sets[-1]))


def _is_bearable(field: list[bytes]) -> bool:
    name, value = field
    kind = name.strip().lower()
    return kind not in _FIELDS[:2] or readable_tags(value) is not None


def _domain(one: dict[str, Any]) -> str:
    return bytes(one["as-domain"]).decode("ascii", "replace").casefold()


def _proven_from(first: dict[str, Any]) -> str:
    """header.from of the first set's dmarc=pass; "" when it says anything else, or is not clear."""
    try:
        text = bytes(first["aar-value"]).decode("utf-8").partition(";")[2]
        parsed = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {text}")
    except Exception:  # noqa: BLE001  a stranger's text; what cannot be read proves nothing
        return ""
    results = [one for one in parsed.results if one.method == "dmarc"]
    if len(results) != 1 or results[0].result != "pass":
        return ""
    origin = [one.value for one in results[0].properties if (one.type, one.name) == _HEADER_FROM]
    return str(origin[0]).casefold() if len(origin) == 1 else ""


def _number(text: bytes) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0
