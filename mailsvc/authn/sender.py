"""SPF: may this address send for this domain? RFC 7208, by pyspf with our resolver."""

import logging
from contextvars import ContextVar

import spf

from mailsvc.authn.resolver import DnsTrouble, Lookup
from mailsvc.authn.words import Verdict

logger = logging.getLogger(__name__)

_lookup: ContextVar[Lookup] = ContextVar("spf_lookup")


def check_spf(ip: str, mail_from: str, helo: str, lookup: Lookup) -> Verdict:
    """The verdict on MAIL FROM, or on HELO for the null sender (RFC 7208 §2.4). Never raises."""
    token = _lookup.set(lookup)
    try:
        word, _reason = spf.check2(i=ip, s=mail_from, h=helo, querytime=max(lookup.left_s, 0.01))
        return Verdict(word)
    except Exception as error:  # noqa: BLE001  pyspf meets strangers' records: no surprise may pass
        logger.warning("SPF check broke: %s", type(error).__name__)
        return Verdict.TEMPERROR if lookup.had_trouble else Verdict.PERMERROR
    finally:
        _lookup.reset(token)


def _answer(
    name: str, kind: str, strict: bool = True, timeout: float = 2.0
) -> list[tuple[tuple[str, str], object]]:
    """Pyspf's shape of an answer: ((name, kind), value)."""
    try:
        records = _lookup.get().ask(name, kind)
    except DnsTrouble as error:
        raise spf.TempError(f"DNS {error}") from error
    return [((name, kind), value) for record in records for value in _values(record, kind)]


def _values(record: object, kind: str) -> list[object]:
    if kind in {"A", "AAAA"}:
        return [getattr(record, "address", "")]
    if kind == "MX":
        return [(getattr(record, "preference", 0), getattr(record, "exchange", ""))]
    if kind == "PTR":
        target = getattr(record, "target", None)
        return [target.to_text(True)] if target is not None else []
    return [getattr(record, "strings", ())]


# Pyspf's own lookup asks with a call dnspython has retired, and each question has its own time.
spf.DNSLookup = _answer
