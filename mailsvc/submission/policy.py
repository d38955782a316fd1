"""The decisions of submission, pure: facts in, a refusal or None out."""

from dataclasses import dataclass
from enum import StrEnum

RECEIVED_MAX = 50  # RFC 5321 §6.3: at least 100 is advised, 50 is what the field settled on


class Source(StrEnum):
    """Which door a mail came through."""

    MX = "mx"
    SUBMISSION = "submission"
    WEB = "web"
    SYSTEM = "system"

    @property
    def is_person(self) -> bool:
        """True where a logged-in person sends: his right to the sender address is checked."""
        return self in {Source.SUBMISSION, Source.WEB}


class Refusal(StrEnum):
    """Why a mail or a recipient is not taken; the value is the error's code."""

    UNKNOWN_RECIPIENT = "unknown_recipient"
    MAILBOX_SUSPENDED = "mailbox_suspended"
    RELAY_DENIED = "relay_denied"
    SENDER_DENIED = "sender_denied"
    HEADER_FROM_DENIED = "header_from_denied"
    NO_RECIPIENTS = "no_recipients"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    TOO_LARGE = "message_too_large"
    MAIL_LOOP = "mail_loop"
    BARE_NEWLINE = "bare_newline"


@dataclass(frozen=True)
class RecipientFacts:
    """What is known of one recipient."""

    source: Source
    is_local_domain: bool
    has_mailbox: bool
    is_suspended: bool


@dataclass(frozen=True)
class Facts:
    """What is known of one mail, its recipients having been decided."""

    source: Source
    is_null_sender: bool
    may_use_sender: bool
    may_use_header_from: bool
    recipients: int
    size_bytes: int
    received_fields: int
    has_bare_newline: bool
    recipients_max: int
    size_max_bytes: int


@dataclass(frozen=True)
class Decision:
    """Taken, or refused for one reason."""

    refusal: Refusal | None = None

    @property
    def is_accepted(self) -> bool:
        return self.refusal is None


def decide_recipient(facts: RecipientFacts) -> Decision:
    """Local mailboxes for everybody, the outside world only for our own senders."""
    if not facts.is_local_domain:
        # Never an open relay.
        return Decision(Refusal.RELAY_DENIED if facts.source is Source.MX else None)
    if not facts.has_mailbox:
        return Decision(Refusal.UNKNOWN_RECIPIENT)
    if facts.is_suspended:
        return Decision(Refusal.MAILBOX_SUSPENDED)
    return Decision()


def decide_sender(source: Source, *, is_null_sender: bool, may_use_sender: bool) -> Decision:
    """RFC 6409 §6.1: a person's envelope sender must be his; the null sender is for reports."""
    if source.is_person and (is_null_sender or not may_use_sender):
        return Decision(Refusal.SENDER_DENIED)
    return Decision()


def decide(facts: Facts) -> Decision:
    """The whole mail; the first reason that applies."""
    sender = decide_sender(
        facts.source, is_null_sender=facts.is_null_sender, may_use_sender=facts.may_use_sender
    )
    if not sender.is_accepted:
        return sender
    reasons = (
        (facts.recipients == 0, Refusal.NO_RECIPIENTS),
        (facts.recipients > facts.recipients_max, Refusal.TOO_MANY_RECIPIENTS),
        (facts.size_bytes > facts.size_max_bytes, Refusal.TOO_LARGE),
        # What another server's bare CR or LF means is a guess, and guesses are smuggling.
        (facts.has_bare_newline and facts.source is Source.MX, Refusal.BARE_NEWLINE),
        (facts.received_fields > RECEIVED_MAX, Refusal.MAIL_LOOP),
        (facts.source.is_person and not facts.may_use_header_from, Refusal.HEADER_FROM_DENIED),
    )
    return Decision(next((why for applies, why in reasons if applies), None))
