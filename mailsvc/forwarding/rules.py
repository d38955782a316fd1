"""What may be forwarded, and where to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

TRACE_FIELD = "Delivered-To"
HOPS_MAX = 5
TARGETS_MAX = 5


class Reach(StrEnum):
    """CV_FORWARDING: nowhere, to our own addresses, also to listed domains, anywhere."""

    OFF = "off"
    INSIDE = "inside"
    LISTED = "listed"
    ANY = "any"


@dataclass(frozen=True)
class Forward:
    """A mailbox's rule."""

    targets: tuple[str, ...]
    keeps_copy: bool


@dataclass(frozen=True)
class ForwardPolicy:
    """How far the administrator lets mail go."""

    reach: Reach
    domains: frozenset[str] = frozenset()

    def allows(self, domain: str, *, is_local: bool) -> bool:
        """True when mail may be forwarded to this domain (lower case)."""
        if self.reach is Reach.OFF:
            return False
        if is_local or self.reach is Reach.ANY:
            return True
        return self.reach is Reach.LISTED and domain in self.domains


@dataclass(frozen=True)
class MailFacts:
    """What a decision needs of one mail: where it was delivered before, and whether it is junk."""

    delivered_to: tuple[str, ...]
    is_junk: bool


def may_forward(mailbox: str, facts: MailFacts) -> bool:
    """False for junk, for a mail that was here before, and for one that has come a long way.

    Forwarded junk makes a spammer of us; a mail that was in this mailbox runs in a circle.
    """
    return (
        not facts.is_junk
        and mailbox not in facts.delivered_to
        and len(facts.delivered_to) < HOPS_MAX
    )


def trace_field(mailbox: str) -> bytes:
    """What a forwarded mail shows of the mailbox it was in; it stops loops."""
    return f"{TRACE_FIELD}: {mailbox}\r\n".encode()


def read_delivered_to(values: Sequence[bytes]) -> tuple[str, ...]:
    """The addresses of the trace fields, lower case."""
    return tuple(value.decode("utf-8", "replace").strip().lower() for value in values)
