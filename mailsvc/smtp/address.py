"""Addresses and paths. RFC 5321 §4.1.2 and §4.5.3.1, UTF-8 by RFC 6531 §3.3.

An address is returned in one canonical spelling: NFC, domain in lower case, quotes only where the
local part needs them. Everything else is refused with `Invalid("address_syntax", …)`.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache

from mailsvc.base.errors import Invalid
from mailsvc.base.text import nfc

LOCAL_MAX_OCTETS = 64  # RFC 5321 §4.5.3.1.1
DOMAIN_MAX_OCTETS = 255  # RFC 5321 §4.5.3.1.2
ADDRESS_MAX_OCTETS = 254  # RFC 5321 §4.5.3.1.3: 256 with the angle brackets
LABEL_MAX_OCTETS = 63  # RFC 1035 §2.3.4

# RFC 5322 §3.2.3 atext, widened by RFC 6531 §3.3 to UTF-8 (category checked apart).
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]"
_DOT_ATOM = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
# RFC 5321 §4.1.2: qtextSMTP or a backslash before any printable character.
_QUOTED = re.compile(r'"(?:[ !#-\[\]-~\u0080-\U0010ffff]|\\[ -~])*"')
_WORD, _NAME = r"[a-z0-9_+\-]+", r"[a-z0-9][a-z0-9\-]*"
_PLAIN = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_NAME}(?:\.{_NAME})+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})


def validate_address(text: str) -> str:
    """The address in its canonical spelling; Invalid otherwise."""
    if len(text) <= LOCAL_MAX_OCTETS and _PLAIN.fullmatch(text) and "-." not in f"{text}.":
        return text
    address = nfc(text)
    local, at, domain = address.rpartition("@")
    if not at:
        raise _malformed()
    canonical = f"{_local(local)}@{_domain(domain)}"
    if _octets(canonical) > ADDRESS_MAX_OCTETS:
        raise _malformed()
    return canonical


# A peer that brings many mails names the same few addresses again and again.
@lru_cache(maxsize=1024)
def parse_path(text: str) -> tuple[str, str]:
    """`<address> rest` → (address, rest); "" for the null path; Invalid when there is no path.

    A source route is dropped (RFC 5321 §4.1.1.3); `<postmaster>` stays without a domain
    (RFC 5321 §4.5.1): the caller adds its own.
    """
    end = _closing_bracket(text)
    path, rest = text[1:end], text[end + 1 :]
    if rest and not rest.startswith(" "):
        raise _malformed()
    if path.startswith("@"):
        route, colon, path = path.partition(":")
        if not colon or any(not hop.startswith("@") for hop in route.split(",")):
            raise _malformed()
    if not path:
        return "", rest.strip()
    if path.casefold() == "postmaster":
        return "postmaster", rest.strip()
    return validate_address(path), rest.strip()


def split(address: str) -> tuple[str, str]:
    """(local part, domain) of a valid address."""
    local, _, domain = address.rpartition("@")
    return local, domain


def lookup_key(address: str) -> str:
    """The form local addresses are found by: NFC, lower case, the domain in A-labels.

    Total: a domain that has no A-labels stays as it is, and finds nothing.
    """
    if address.isascii():
        return address.lower()
    local, at, domain = nfc(address).lower().rpartition("@")
    return f"{nfc(local)}{at}{domain_key(domain)}"


def domain_key(domain: str) -> str:
    """The form domains are kept and compared by: A-labels, lower case. Total."""
    if domain.isascii():
        return domain.lower()
    try:
        return to_ascii_domain(nfc(domain))
    except Invalid:
        return domain.lower()


def is_ascii(address: str) -> bool:
    """False when the address may only travel with SMTPUTF8 (RFC 6531 §3.4)."""
    return address.isascii()


def to_ascii_domain(domain: str) -> str:
    """The A-label form for DNS (RFC 5891 §4.4); Invalid when there is none."""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _malformed() from error


def _closing_bracket(text: str) -> int:
    """The index of the ">" that ends the path; one inside quotes does not."""
    if not text.startswith("<"):
        raise _malformed()
    first = text.find(">")
    if first > 0 and '"' not in text[:first]:
        return first
    in_quotes = False
    index = 1
    while index < len(text):
        char = text[index]
        if char == "\\" and in_quotes:
            index += 1
        elif char == '"':
            in_quotes = not in_quotes
        elif char == ">" and not in_quotes:
            return index
        index += 1
    raise _malformed()


def _local(local: str) -> str:
    if _octets(local) > LOCAL_MAX_OCTETS:
        raise _malformed()
    if local.startswith('"'):
        local = _unquoted(local)
    if _DOT_ATOM.fullmatch(local) and not _has_unsafe(local):
        return local
    if _has_unsafe(local.replace(" ", "")):
        raise _malformed()
    if not _QUOTED.fullmatch(local):
        raise _malformed()
    return local


def _unquoted(local: str) -> str:
    """RFC 5321 §4.1.2: "a"@x and a@x are one address; needless quotes go."""
    if not _QUOTED.fullmatch(local):
        raise _malformed()
    bare = re.sub(r"\\(.)", r"\1", local[1:-1])
    if _DOT_ATOM.fullmatch(bare):
        return bare
    escaped = re.sub(r'(["\\])', r"\\\1", bare)
    return f'"{escaped}"'


def _domain(domain: str) -> str:
    if not domain or _octets(domain) > DOMAIN_MAX_OCTETS:
        raise _malformed()
    if domain.startswith("["):
        return _literal(domain)
    lowered = nfc(domain.lower())
    for label in lowered.split("."):
        if _octets(label) > LABEL_MAX_OCTETS or not _is_label(label):
            raise _malformed()
    return lowered


def _is_label(label: str) -> bool:
    if label.isascii():
        return _LABEL.fullmatch(label) is not None
    # RFC 5890 §2.3.2.1 in short: letters, marks and digits of any script, inner hyphens.
    if label.startswith("-") or label.endswith("-"):
        return False
    return all(c == "-" or unicodedata.category(c)[0] in "LMN" for c in label)


def _literal(domain: str) -> str:
    """RFC 5321 §4.1.3: [192.0.2.1] or [IPv6:2001:db8::1]."""
    if not domain.endswith("]"):
        raise _malformed()
    inner = domain[1:-1]
    try:
        if inner.lower().startswith("ipv6:"):
            return f"[IPv6:{ipaddress.IPv6Address(inner[5:])}]"
        return f"[{ipaddress.IPv4Address(inner)}]"
    except ValueError as error:
        raise _malformed() from error


def _has_unsafe(text: str) -> bool:
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(c) in _UNSAFE_CATEGORIES for c in text)


def _octets(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _malformed() -> Invalid:
    return Invalid("address_syntax", "Địa chỉ thư không đúng.")
