"""MTA-STS: what a domain says of its servers and their TLS. RFC 8461. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

POLICY_MAX_BYTES = 64 * 1024
_AGE_MAX_S = 31_557_600  # RFC 8461 §3.2: a year
_RECORD = re.compile(r"v=STSv1\s*;(.*)", re.DOTALL)
_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_HOST = re.compile(r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?")


class Mode(StrEnum):
    """What a sender is to do. RFC 8461 §5."""

    ENFORCE = "enforce"
    TESTING = "testing"
    NONE = "none"


@dataclass(frozen=True)
class Policy:
    """A domain's policy; `mx` are host names, perhaps with "*." for one label."""

    mode: Mode
    mx: tuple[str, ...]
    max_age_s: int

    def allows(self, host: str) -> bool:
        """RFC 8461 §4.1: the whole name, or one label below the star."""
        name = host.rstrip(".").lower()
        above = name.partition(".")[2]
        return any(
            above == pattern[2:] if pattern.startswith("*.") else name == pattern
            for pattern in self.mx
        )


def read_record(texts: Iterable[str]) -> str:
    """The id of the one record at _mta-sts; "" when there is none to go by. RFC 8461 §3.1."""
    found = [match for text in texts if (match := _RECORD.fullmatch(text.strip()))]
    if len(found) != 1:
        return ""
    fields = dict(_pair(part, "=") for part in found[0][1].split(";"))
    given = fields.get("id", "")
    return given if _ID.fullmatch(given) else ""


def read_policy(text: str) -> Policy | None:
    """The policy file; None when it is not one. RFC 8461 §3.2: what is unknown is passed over."""
    pairs = [_pair(line, ":") for line in text.splitlines() if line.strip()]
    fields = dict(reversed(pairs))  # the first of a name counts
    mx = tuple(value.lower().rstrip(".") for name, value in pairs if name == "mx")
    age = fields.get("max_age", "")
    if fields.get("version") != "STSv1" or fields.get("mode") not in set(Mode):
        return None
    if not (age.isascii() and age.isdigit() and len(age) <= 10):
        return None
    mode = Mode(fields["mode"])
    if not all(_HOST.fullmatch(one) for one in mx) or (mode is not Mode.NONE and not mx):
        return None
    return Policy(mode, mx, min(int(age), _AGE_MAX_S))


def _pair(text: str, mark: str) -> tuple[str, str]:
    name, _, value = text.partition(mark)
    return name.strip(), value.strip()
