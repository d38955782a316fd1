"""The way a mail came: its Received fields, oldest first, as data. Pure and total."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailsvc.message.parse import read_date

_HOPS_MAX = 60
_FROM = re.compile(r"\bfrom\s+(\S{1,200})", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([^\s;]{1,200})", re.IGNORECASE)
_WITH = re.compile(r"\bwith\s+([A-Za-z0-9]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_SECURE = re.compile(r"(SMTPS|SMTPSA|LMTPS)$")


@dataclass(frozen=True)
class Hop:
    """One server that took the mail; `delay_s` since the one before, None when a clock is unknown.

    A delay below zero tells that one of the two clocks is wrong.
    """

    sender: str
    server: str
    protocol: str
    is_encrypted: bool
    at: datetime | None
    delay_s: int | None


def read_hops(headers: Sequence[tuple[str, str]]) -> tuple[Hop, ...]:
    """Oldest first; servers write theirs above the others (RFC 5321 §4.4)."""
    received = [value for name, value in headers if name == "received"][:_HOPS_MAX]
    hops: list[Hop] = []
    before: datetime | None = None
    for value in reversed(received):
        hop = _read(value, before)
        before = hop.at or before
        hops.append(hop)
    return tuple(hops)


def _read(value: str, before: datetime | None) -> Hop:
    head, _, date = value.rpartition(";")
    words = _COMMENT.sub(" ", (head or value)[:4000])
    at = read_date(date.strip().encode("utf-8", "replace")) if date else None
    protocol = _found(_WITH, words).upper()
    return Hop(
        sender=_found(_FROM, words),
        server=_found(_BY, words),
        protocol=protocol,
        is_encrypted=_SECURE.search(protocol.removeprefix("UTF8")) is not None,
        at=at,
        delay_s=round((at - before).total_seconds()) if at and before else None,
    )


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
