"""DMARC: does a proven domain stand behind the From field? RFC 7489, records by authheaders."""

import importlib.resources
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from authheaders.dmarc_lookup import PublicSuffixList

from mailsvc.authn.resolver import DnsTrouble, Lookup
from mailsvc.authn.words import Verdict
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import split_fields

_HEADER_BYTES = 512 * 1024
_FROM_BYTES = 10_000
_POLICIES = frozenset({"none", "quarantine", "reject"})


@dataclass(frozen=True)
class Alignment:
    """The verdict, the domain of From, and its owner's wish ("none", "quarantine", "reject") for
    so many of a hundred failing mails.
    """

    verdict: Verdict
    domain: str = ""
    policy: str = ""
    percent: int = 100


def check_dmarc(
    domain: str, *, spf_domain: str, dkim_domains: Iterable[str], lookup: Lookup
) -> Alignment:
    """`domain` is From's, "" where it has none; `spf_domain` and `dkim_domains` are those that
    passed: "" and () when none did.
    """
    if not domain:
        return Alignment(Verdict.PERMERROR)  # RFC 7489 §6.6.1: no From, or several
    try:
        record, is_subdomain = _record(domain, lookup)
    except DnsTrouble:
        return Alignment(Verdict.TEMPERROR, domain)
    if not record:
        return Alignment(Verdict.NONE, domain)
    policy = record["p"]
    if is_subdomain and record.get("sp") in _POLICIES:
        policy = record["sp"]
    is_aligned = _is_aligned(domain, [spf_domain], record.get("aspf", "r")) or _is_aligned(
        domain, dkim_domains, record.get("adkim", "r")
    )
    verdict = Verdict.PASS if is_aligned else Verdict.FAIL
    return Alignment(verdict, domain, policy, _percent(record.get("pct", "")))


def from_domain(content: bytes) -> str:
    """The domain of the one address in the one From field, in ASCII; "" otherwise."""
    fields, _ = split_fields(content, 0, min(len(content), _HEADER_BYTES))
    values = [value for name, value in fields.items if name == "from"]
    people = parse_addresses(values[0]) if len(values) == 1 else ()
    if len(people) != 1:
        return ""
    return ascii_domain(people[0].address)


def one_domain(header_from: str | bytes) -> str:
    """The domain of a bare domain, an address or a From value with one address; "" otherwise."""
    raw = header_from.encode("utf-8", "replace") if isinstance(header_from, str) else header_from
    value = raw[:_FROM_BYTES].strip()
    if b"@" not in value:
        return ascii_domain(value.decode("utf-8", "replace"))
    people = parse_addresses(value)
    return ascii_domain(people[0].address) if len(people) == 1 else ""


def ascii_domain(address: str) -> str:
    """The domain behind the @ as DNS writes it; "" when DNS cannot hold it."""
    domain = address.rpartition("@")[2].rstrip(".").casefold()
    try:
        return domain.encode("idna").decode("ascii") if domain else ""
    except UnicodeError:
        return ""


def organizational(domain: str) -> str:
    """RFC 7489 §3.2, by the public suffix list that comes with authheaders."""
    found = str(_suffixes().get_sld(domain) or domain)
    # For a top domain it does not list the library gives that domain; all in it would be kin.
    return found if "." in found else ".".join(domain.split(".")[-2:])


def _record(domain: str, lookup: Lookup) -> tuple[dict[str, str], bool]:
    """The record and whether it is the organizational domain's. RFC 7489 §6.6.3."""
    found = _one_record(domain, lookup)
    parent = organizational(domain)
    if found or parent == domain:
        return found, False
    return _one_record(parent, lookup), True


def _one_record(domain: str, lookup: Lookup) -> dict[str, str]:
    texts = [text for text in lookup.txt(f"_dmarc.{domain}") if text.startswith(b"v=DMARC1")]
    if len(texts) != 1:
        return {}  # RFC 7489 §6.6.3: several records are as none
    record = _tags(texts[0].decode("ascii", "replace"))
    if record.get("p") not in _POLICIES and record.get("rua"):
        record["p"] = "none"  # RFC 7489 §6.6.3: who wants reports alone wants nothing refused
    return record if record.get("p") in _POLICIES else {}


def _tags(text: str) -> dict[str, str]:
    """The tags of a record; what is no tag is passed over (RFC 7489 §6.3)."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {tag.strip().lower(): value.strip().lower() for tag, found, value in pairs if found}


def _percent(text: str) -> int:
    return min(int(text), 100) if text.isascii() and text.isdigit() and len(text) < 4 else 100


def _is_aligned(domain: str, proven: Iterable[str], mode: str) -> bool:
    """RFC 7489 §3.1: strict "s" wants the same domain, relaxed the same organizational one."""
    if mode == "s":
        return domain in set(proven)
    goal = organizational(domain)
    return any(organizational(one) == goal for one in proven if one)


@cache
def _suffixes() -> PublicSuffixList:
    path = importlib.resources.files("authheaders") / "public_suffix_list.txt"
    with path.open(encoding="utf-8") as file:
        return PublicSuffixList(file)
