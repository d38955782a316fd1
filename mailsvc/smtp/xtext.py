"""xtext: how ENVID and ORCPT travel in a command. RFC 3461 §4."""

import re

_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*")
_HEX = re.compile(rb"\+([0-9A-F]{2})")


def is_xtext(value: str) -> bool:
    """True for printable ASCII without "+" and "=", others as +HH."""
    return _XTEXT.fullmatch(value) is not None


def encode(value: str) -> str:
    """Any text as xtext (non-ASCII as the octets of UTF-8)."""
    octets = value.encode("utf-8")
    return "".join(chr(o) if 33 <= o <= 126 and o not in b"+=" else f"+{o:02X}" for o in octets)


def decode(value: str) -> str:
    """The text an xtext stands for; undecodable octets become U+FFFD."""
    octets = _HEX.sub(lambda m: bytes([int(m[1], 16)]), value.encode("utf-8"))
    return octets.decode("utf-8", "replace")
