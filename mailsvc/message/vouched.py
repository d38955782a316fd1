"""Marks of a mail in a mailbox that we vouch for: internal (lưu hành nội bộ), urgent. Pure, total.

The relay takes these fields out of other servers' mail, so in a mail that it took they are ours:
one whose Received field on top names this server. What was imported, or laid into the mailbox by a
mail program, may bear anything, and shows none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailsvc.base.text import fold

CIRCULATION, URGENCY = "X-CV-Circulation", "X-CV-Urgency"
_INTERNAL = frozenset({"internal", "noi bo", "luu hanh noi bo"})
_URGENT = frozenset({"khan", "thuong khan", "hoa toc"})
# RFC 5321 §4.4. Read strictly: another server writes into it what its client called itself.
_TAKEN_BY = re.compile(
    r"\s*(?:from\s+[^\s()]+(?:\s+\([^()]*\))?\s+)?by\s+([^\s;()]+)\s+with\s", re.IGNORECASE
)


@dataclass(frozen=True)
class Marks:
    """What stands on a mail."""

    is_internal: bool = False
    is_urgent: bool = False

    def __bool__(self) -> bool:
        return self.is_internal or self.is_urgent


NO_MARKS = Marks()


def says_internal(values: Iterable[str]) -> bool:
    """Any of the values of the circulation fields."""
    return any(fold(value) in _INTERNAL for value in values)


def says_urgent(values: Iterable[str]) -> bool:
    """Any of the values of the urgency fields."""
    return any(fold(value) in _URGENT for value in values)


def claimed_marks(headers: Sequence[tuple[str, str]]) -> Marks:
    """What the header says, whoever wrote it; names in lower case, values for people."""
    return Marks(
        is_internal=says_internal(_values(headers, CIRCULATION)),
        is_urgent=says_urgent(_values(headers, URGENCY)),
    )


def vouched_marks(headers: Sequence[tuple[str, str]], host_name: str) -> Marks:
    """What of it is ours; `host_name` is what this server calls itself."""
    claimed = claimed_marks(headers)
    return claimed if claimed and is_taken_by(headers, host_name) else NO_MARKS


def is_taken_by(headers: Sequence[tuple[str, str]], host_name: str) -> bool:
    """True when the last server that took the mail was this one; servers write on top."""
    top = _TAKEN_BY.match(next(iter(_values(headers, "Received")), "")[:2000])
    return top is not None and top[1].casefold() == host_name.casefold()


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    key = name.casefold()
    return [value for field, value in headers if field == key]
