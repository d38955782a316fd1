"""DKIM and ARC: is the mail as its signers left it? RFC 6376, RFC 8617, by dkimpy."""

import logging
from dataclasses import dataclass

import dkim

from mailsvc.authn.resolver import DnsTrouble, Lookup
from mailsvc.authn.words import Verdict
from mailsvc.message.headers import split_fields

# RFC 6376 §6.1 lets a verifier limit how many it tries.
SIGNATURES_MAX = 5
_HEADER_BYTES = 512 * 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signature:
    """What one DKIM-Signature came to."""

    verdict: Verdict
    domain: str = ""
    selector: str = ""


def check_dkim(content: bytes, lookup: Lookup) -> list[Signature]:
    """One fact a signature, [] when the mail has none. Never raises."""
    count = min(_count(content, "dkim-signature"), SIGNATURES_MAX)
    if not count:
        return []
    try:
        message = dkim.DKIM(content, minkey=1024, timeout=2)
    except Exception as error:  # noqa: BLE001  dkimpy meets strangers' bytes: no surprise may pass
        logger.info("DKIM cannot be read: %s", type(error).__name__)
        return [Signature(Verdict.PERMERROR)]
    return [_verify(message, index, lookup) for index in range(count)]


def check_arc(content: bytes, lookup: Lookup) -> Verdict:
    """The chain's verdict: none, pass, fail; temperror without DNS. Never raises."""
    if not _count(content, "arc-seal"):
        return Verdict.NONE
    keys = _Keys(lookup)
    try:
        chain, _sets, _comment = dkim.ARC(content, minkey=1024, timeout=2).verify(dnsfunc=keys)
        verdict = Verdict(chain.decode("ascii")) if chain else Verdict.NONE
    except DnsTrouble:
        return Verdict.TEMPERROR
    except Exception as error:  # noqa: BLE001  as above; dkimpy raises on an empty d= or s=
        logger.info("ARC cannot be read: %s", type(error).__name__)
        verdict = Verdict.FAIL
    return Verdict.TEMPERROR if keys.had_trouble and verdict is Verdict.FAIL else verdict


class _Keys:
    """Dkimpy's question for a key; remembers what it must not call a bad signature."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.had_trouble = False
        self.is_missing = False

    def __call__(self, name: bytes, timeout: float = 2) -> bytes | None:
        try:
            found = self._lookup.txt(name.decode("ascii"))
        except DnsTrouble:
            self.had_trouble = True
            raise
        except UnicodeDecodeError:
            found = []
        self.is_missing = not found
        return found[0] if found else None


def _verify(message: dkim.DKIM, index: int, lookup: Lookup) -> Signature:
    keys = _Keys(lookup)
    message.signature_fields = {}
    verdict = _verdict(message, index, keys)
    fields: dict[bytes, bytes] = message.signature_fields
    if verdict is Verdict.PASS and b"l" in fields:
        # RFC 6376 §8.2: with l= anyone may add to the body; such a signature says too little.
        verdict = Verdict.POLICY
    return Signature(verdict, _text(fields, b"d"), _text(fields, b"s"))


def _verdict(message: dkim.DKIM, index: int, keys: _Keys) -> Verdict:
    try:
        is_good = message.verify(index, dnsfunc=keys)
    except DnsTrouble:
        return Verdict.TEMPERROR
    except dkim.ValidationError:
        return Verdict.FAIL
    except Exception as error:  # noqa: BLE001  as above
        logger.info("DKIM cannot be checked: %s", type(error).__name__)
        return Verdict.PERMERROR
    if is_good:
        return Verdict.PASS
    return Verdict.PERMERROR if keys.is_missing else Verdict.FAIL


def _count(content: bytes, name: str) -> int:
    fields, _ = split_fields(content, 0, min(len(content), _HEADER_BYTES))
    return sum(key == name for key, _value in fields.items)


def _text(fields: dict[bytes, bytes], key: bytes) -> str:
    return fields.get(key, b"").decode("ascii", "replace").strip().casefold()
