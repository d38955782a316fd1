"""Accepting mail. `accept` joins the caller's transaction; the relay commits by group."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from mailsvc.base import clock
from mailsvc.directory.access import SenderRight, sender_right
from mailsvc.directory.actor import Actor
from mailsvc.queue import services as queue
from mailsvc.queue.orders import Copy as SentCopy
from mailsvc.smtp.address import lookup_key
from mailsvc.smtp.envelope import Envelope
from mailsvc.submission.expanded import report_groups
from mailsvc.submission.headers import read_headers
from mailsvc.submission.policy import Source
from mailsvc.submission.prepare import Order, clean_content, prepare
from mailsvc.submission.quota import check_quota
from mailsvc.submission.recipients import check_recipient
from mailsvc.submission.resolution import Resolution, require_bounce, resolved
from mailsvc.submission.senders import FindRight, check_sender, list_acts, note_acts
from mailsvc.submission.use import note_use

__all__ = [
    "Accepted",
    "SentCopy",
    "Source",
    "accept",
    "check_recipient",
    "check_sender",
    "note_acts",
    "note_use",
    "report_groups",
]


@dataclass(frozen=True)
class Accepted:
    """A mail the queue holds now."""

    trace_id: str
    recipients: tuple[str, ...]


def accept(
    *,
    actor: Actor,
    envelope: Envelope,
    content: bytes,
    source: Source,
    prefix: bytes = b"",
    not_before: datetime | None = None,
    is_urgent: bool = False,
    is_internal: bool = False,
    sent_copy: SentCopy | None = None,
    trace_id: str | None = None,
    report_of: str = "",
) -> Accepted:
    """Take a mail into the queue inside the caller's transaction.

    Raises what `check_recipient`, `check_sender` and (for a person) `check_quota` raise, and
    TooLarge, Invalid or Forbidden for the mail as a whole; Unavailable when the spool refuses.
    `report_of` names the mail a delivery report is about. Hooks are asked by the edge, before its
    transaction (`screening`).
    """
    content = clean_content(source, content)
    answers = [(one, _resolve(one.address, source, actor)) for one in envelope.recipients]
    for _, answer in answers:
        require_bounce(answer, envelope.mail_from)
    recipients = [final for one, answer in answers for final in resolved(one, answer)]
    order = Order(
        actor=actor,
        envelope=replace(envelope, recipients=tuple(recipients)),
        content=content,
        source=source,
        asked=len({one.address for one in envelope.recipients}),
        prefix=prefix,
        not_before=not_before,
        is_urgent=is_urgent,
        is_internal=is_internal,
        outside=frozenset(address for _, answer in answers for address in answer.outside),
        sent_copy=sent_copy,
        trace_id=trace_id or "",
        report_of=report_of,
    )
    headers = read_headers(content)
    find_right = _rights_of(actor)
    new = prepare(order, find_right=find_right, now=clock.now(), headers=headers)
    if source.is_person:
        check_quota(actor, adding=order.asked, now=new.created_at)
    with transaction.atomic():
        queue.enqueue(new)
        report_groups(new, [one for one, answer in answers if answer.is_group])
        note_use(actor, new)
        if source.is_person:
            named = (envelope.mail_from, *headers.from_addresses)
            note_acts(actor, new.trace_id, list_acts(named, find_right))
    return Accepted(new.trace_id, tuple(one.address for one in new.envelope.recipients))


def _resolve(address: str, source: Source, actor: Actor) -> Resolution:
    """Within a transaction the mail store is not asked: delivery says when a mailbox is full."""
    return check_recipient(address, source=source, actor=actor)


def _rights_of(actor: Actor) -> FindRight:
    known: dict[str, SenderRight | None] = {}

    def find_right(address: str) -> SenderRight | None:
        key = lookup_key(address)
        if key not in known:
            known[key] = sender_right(actor, key)
        return known[key]

    return find_right
