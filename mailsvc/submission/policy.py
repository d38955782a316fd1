"""The decisions of submission, pure: facts in, a refusal or None out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RECEIVED_MAX = 50  # RFC 5321 §6.3: at least 100 is advised, 50 is what the field settled on


class Source(StrEnum):
    """Which door a mail came through."""

    MX = "mx"
    SUBMISSION = "submission"
    WEB = "web"
    SYSTEM = "system"
    SITE = "site"  # another installation of ours, logged in on the submission port
    FORWARD = "forward"  # a mail of another server that a mailbox here sends on

    @property
    def is_person(self) -> bool:
        """True where a logged-in person sends: his right to the sender address is checked."""
        return self in _PERSONS

    @property
    def is_inside(self) -> bool:
        """True for our own people and parts: what MAIL FROM says never makes an insider.

        A site brings other people's mail too, the hub that of the whole Internet.
        """
        return self not in _OUTSIDE

    @property
    def has_our_labels(self) -> bool:
        """True where labels were given by our own people: a site takes forged ones out as we do."""
        return self is not Source.MX


_PERSONS = frozenset({Source.SUBMISSION, Source.WEB})
_OUTSIDE = frozenset({Source.MX, Source.SITE, Source.FORWARD})
_OURSELVES = frozenset({Source.SYSTEM, Source.FORWARD})


class Refusal(StrEnum):
    """Why a mail or a recipient is not taken; the value is the error's code."""

    UNKNOWN_RECIPIENT = "unknown_recipient"
    MAILBOX_SUSPENDED = "mailbox_suspended"
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_FULL_NOW = "mailbox_full_now"
    GROUP_DENIED = "group_denied"
    RELAY_DENIED = "relay_denied"
    SITE_LOOP = "site_loop"
    SENDER_DENIED = "sender_denied"
    HEADER_FROM_DENIED = "header_from_denied"
    HEADER_SENDER_DENIED = "header_sender_denied"
    FORGED_INSIDE = "forged_inside"
    NO_RECIPIENTS = "no_recipients"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    TOO_LARGE = "message_too_large"
    MAIL_LOOP = "mail_loop"
    BARE_NEWLINE = "bare_newline"
    HEADER_TOO_LARGE = "header_too_large"
    STATE_SECRET = "state_secret"  # noqa: S105  not a password
    INTERNAL_ONLY = "internal_only"


@dataclass(frozen=True)
class RecipientFacts:
    """What is known of one recipient: a mailbox or a group.

    `is_full`: a mail of this size does not fit now; `is_over_quota`: it never will.
    """

    source: Source
    is_local_domain: bool
    is_known: bool
    is_suspended: bool
    may_write: bool = True
    is_full: bool = False
    is_over_quota: bool = False
    may_relay: bool = True
    leads_back: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of one mail, its recipients having been decided.

    `recipients` were named, `mailboxes` are what their groups came to.
    """

    source: Source
    is_null_sender: bool
    may_use_sender: bool
    may_use_header_from: bool
    may_use_header_sender: bool
    recipients: int
    mailboxes: int
    size_bytes: int
    received_fields: int
    has_bare_newline: bool
    recipients_max: int
    mailboxes_max: int
    size_max_bytes: int
    is_secret: bool = False
    is_internal: bool = False
    has_outside: bool = False
    has_endless_header: bool = False


@dataclass(frozen=True)
class Decision:
    """Taken, or refused for one reason."""

    refusal: Refusal | None = None

    @property
    def is_accepted(self) -> bool:
        return self.refusal is None


def decide_recipient(facts: RecipientFacts) -> Decision:
    """Local mailboxes for everybody, the outside world only for our own senders and the sites
    that may send through us; back to the site it came from goes nothing (a loop).
    """
    if not facts.is_local_domain:
        # Never an open relay.
        is_denied = facts.source is Source.MX or not facts.may_relay
        return Decision(
            _first(((is_denied, Refusal.RELAY_DENIED), (facts.leads_back, Refusal.SITE_LOOP)))
        )
    reasons = (
        (not facts.is_known, Refusal.UNKNOWN_RECIPIENT),
        (facts.is_suspended, Refusal.MAILBOX_SUSPENDED),
        (not facts.may_write, Refusal.GROUP_DENIED),
        (facts.is_over_quota, Refusal.MAILBOX_FULL),
        # Another server tries again by itself; our own people are told at once.
        (facts.is_full and not facts.source.is_inside, Refusal.MAILBOX_FULL_NOW),
        (facts.is_full, Refusal.MAILBOX_FULL),
    )
    return Decision(_first(reasons))


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
        (facts.mailboxes > facts.mailboxes_max, Refusal.TOO_MANY_RECIPIENTS),
        (facts.size_bytes > facts.size_max_bytes, Refusal.TOO_LARGE),
        # What another server's bare CR or LF means is a guess, and guesses are smuggling.
        # Labels, loops, forged fields: what is beyond the part we read could say anything.
        (
            facts.has_endless_header and facts.source not in _OURSELVES,
            Refusal.HEADER_TOO_LARGE,
        ),
        (facts.has_bare_newline and facts.source is Source.MX, Refusal.BARE_NEWLINE),
        (facts.received_fields > RECEIVED_MAX, Refusal.MAIL_LOOP),
        (facts.source.is_person and not facts.may_use_header_from, Refusal.HEADER_FROM_DENIED),
        (facts.source.is_person and not facts.may_use_header_sender, Refusal.HEADER_SENDER_DENIED),
        # QD28 art. 1(2): on every path, whoever sends.
        (facts.is_secret, Refusal.STATE_SECRET),
        (facts.is_internal and facts.has_outside, Refusal.INTERNAL_ONLY),
    )
    return Decision(_first(reasons))


def _first(reasons: Iterable[tuple[bool, Refusal]]) -> Refusal | None:
    for applies, why in reasons:
        if applies:
            return why
    return None
