"""Accepting mail. `accept` joins the caller's transaction; the relay commits by group."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mailsvc.base import clock
from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.selectors import find_mailbox, is_local_domain
from mailsvc.queue import services as queue
from mailsvc.queue.orders import Copy as SentCopy
from mailsvc.queue.orders import NewMessage
from mailsvc.smtp.address import lookup_key, split, validate_address
from mailsvc.smtp.envelope import Envelope
from mailsvc.submission.policy import (
    RecipientFacts,
    Source,
    decide_recipient,
    decide_sender,
)
from mailsvc.submission.prepare import Order, prepare
from mailsvc.submission.refusals import raise_if_refused
from mailsvc.submission.resolution import Resolution, resolved
from mailsvc.usage.services import UsageKind
from mailsvc.usage.services import record as record_usage

__all__ = [
    "Accepted",
    "SentCopy",
    "Source",
    "accept",
    "check_recipient",
    "check_sender",
    "note_use",
]


@dataclass(frozen=True)
class Accepted:
    """A mail the queue holds now."""

    trace_id: str
    recipients: tuple[str, ...]


def check_recipient(
    address: str, *, source: Source, actor: Actor = SYSTEM, size_bytes: int = 0
) -> Resolution:
    """The final addresses to queue: a local mailbox's own, a foreign one as given.

    `actor` is the logged-in sender where there is one, `size_bytes` what he said the mail has.
    Invalid("address_syntax"), NotFound("unknown_recipient"), Forbidden("mailbox_suspended"),
    Forbidden("relay_denied") for foreign domains from the MX port.
    """
    wanted = _with_domain(address)
    _local, domain = split(wanted)
    is_local = is_local_domain(domain)
    mailbox = find_mailbox(lookup_key(wanted)) if is_local else None
    facts = RecipientFacts(
        source=source,
        is_local_domain=is_local,
        has_mailbox=mailbox is not None,
        is_suspended=mailbox is not None and mailbox.is_suspended,
    )
    raise_if_refused(decide_recipient(facts), address=wanted)
    return Resolution((mailbox.address,)) if mailbox else Resolution((wanted,), outside=(wanted,))


def check_sender(actor: Actor, address: str, *, source: Source) -> None:
    """Forbidden("sender_denied") unless the actor may send under this address."""
    may_use = not source.is_person or (bool(address) and may_send_as(actor, lookup_key(address)))
    decision = decide_sender(source, is_null_sender=not address, may_use_sender=may_use)
    raise_if_refused(decision, address=address)


def accept(
    *,
    actor: Actor,
    envelope: Envelope,
    content: bytes,
    source: Source,
    prefix: bytes = b"",
    not_before: datetime | None = None,
    is_urgent: bool = False,
    sent_copy: SentCopy | None = None,
    trace_id: str | None = None,
    report_of: str = "",
) -> Accepted:
    """Take a mail into the queue inside the caller's transaction.

    Raises what `check_recipient` and `check_sender` raise, and TooLarge, Invalid or Forbidden for
    the mail as a whole; Unavailable when the spool refuses. `report_of` names the mail a delivery
    report is about.
    """
    recipients = [
        final
        for asked in envelope.recipients
        for final in resolved(asked, _resolve(asked.address, source, actor, len(content)))
    ]
    order = Order(
        actor=actor,
        envelope=replace(envelope, recipients=tuple(recipients)),
        content=content,
        source=source,
        asked=len({one.address for one in envelope.recipients}),
        prefix=prefix,
        not_before=not_before,
        is_urgent=is_urgent,
        sent_copy=sent_copy,
        trace_id=trace_id or "",
        report_of=report_of,
    )
    new = prepare(order, may_use=lambda address: may_send_as(actor, address), now=clock.now())
    with transaction.atomic():
        queue.enqueue(new)
        note_use(actor, new)
    return Accepted(new.trace_id, tuple(one.address for one in new.envelope.recipients))


def note_use(actor: Actor, new: NewMessage) -> None:
    """A mail to another person is a day of use (TX-1); one to oneself is not. Never raises."""
    own = lookup_key(actor.address)
    if any(lookup_key(one.address) != own for one in new.envelope.recipients):
        record_usage(actor, UsageKind.WRITE, at=new.created_at)


def _resolve(address: str, source: Source, actor: Actor, size_bytes: int) -> Resolution:
    return check_recipient(address, source=source, actor=actor, size_bytes=size_bytes)


def _with_domain(address: str) -> str:
    # RFC 5321 §4.5.1: <postmaster> without a domain is ours.
    if address.casefold() == "postmaster":
        return f"postmaster@{settings.MAIL_DOMAIN}"
    return validate_address(address)
