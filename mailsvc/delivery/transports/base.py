"""What every transport speaks: envelope in, an outcome for each recipient out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mailsvc.delivery.transports.content import Content
from mailsvc.smtp.envelope import Envelope

_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_TEXT_CHARS = 400

OpenContent = Callable[[], Content]


class OutcomeKind(StrEnum):
    """What one attempt came to."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """The result for one recipient; `remote` names the server that said it.

    `is_unreachable`: nobody there would talk with us at all, whatever the mail. `forward_to`: where
    a delivered mail goes on to.
    """

    kind: OutcomeKind
    code: int
    enhanced: str
    text: str
    remote: str = ""
    is_unreachable: bool = False
    forward_to: tuple[str, ...] = ()


class Transport(Protocol):
    """One way out. `deliver` answers for every recipient of the envelope."""

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]: ...


def from_reply(code: int, message: bytes | str, *, remote: str = "") -> Outcome:
    """A server's reply: 2yz delivered, 5yz failed, the rest deferred. RFC 5321 §4.2.1."""
    raw = message.decode("utf-8", "replace") if isinstance(message, bytes) else message
    text = _CONTROL.sub(" ", raw).strip()[:_TEXT_CHARS]
    kind = {2: OutcomeKind.DELIVERED, 5: OutcomeKind.FAILED}.get(code // 100, OutcomeKind.DEFERRED)
    found = _ENHANCED.match(text)
    digit = {OutcomeKind.DELIVERED: "2", OutcomeKind.FAILED: "5"}.get(kind, "4")
    # RFC 3463 §3.1: a reply without a code of its own, or one that contradicts it, is "other".
    has_code = found is not None and found[1][0] == digit
    enhanced = found[1] if found and has_code else f"{digit}.0.0"
    return Outcome(kind, code, enhanced, text[found.end() :] if found else text, remote)


def deferred(enhanced: str, text: str, *, remote: str = "", code: int = 451) -> Outcome:
    """Later, by our own decision."""
    return Outcome(OutcomeKind.DEFERRED, code, enhanced, text, remote)


def failed(enhanced: str, text: str, *, remote: str = "", code: int = 550) -> Outcome:
    """Never, by our own decision."""
    return Outcome(OutcomeKind.FAILED, code, enhanced, text, remote)


def for_all(envelope: Envelope, outcome: Outcome) -> dict[str, Outcome]:
    """The same outcome for every recipient."""
    return {recipient.address: outcome for recipient in envelope.recipients}
