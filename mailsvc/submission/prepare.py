"""From an order to what the queue stores: all decisions of a mail, no database.

`accept` and the relay's group commit both end here, so there is one policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from mailsvc.base.trace import new_trace_id
from mailsvc.directory.actor import Actor
from mailsvc.message.compose import header_field
from mailsvc.message.view import Address
from mailsvc.queue.orders import Copy, NewMessage
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission import labels, newlines, senders, trace
from mailsvc.submission.headers import HeaderFacts, header_end, read_headers
from mailsvc.submission.policy import Facts, Source, decide
from mailsvc.submission.refusals import raise_if_refused
from mailsvc.submission.senders import FindRight
from mailsvc.submission.trace import Arrival

_MB = 1024 * 1024


@dataclass(frozen=True)
class Order:
    """What someone asks to send; the envelope's recipients are resolved (`check_recipient`).

    `asked` counts the addresses as they were named: a group is one of them. `outside` are final
    addresses in other organisations' domains. `is_internal` and `is_urgent` add to what the
    header's labels say.
    """

    actor: Actor
    envelope: Envelope
    content: bytes
    source: Source
    asked: int
    prefix: bytes = b""
    not_before: datetime | None = None
    is_urgent: bool = False
    sent_copy: Copy | None = None
    trace_id: str = ""
    report_of: str = ""
    arrival: Arrival | None = None
    is_internal: bool = False
    outside: frozenset[str] = frozenset()


def prepare(
    order: Order,
    *,
    find_right: FindRight,
    now: datetime,
    headers: HeaderFacts | None = None,
) -> NewMessage:
    """Decide, and build the row values; raises the Refused error of the first reason that applies.

    `find_right` tells by what right the actor sends as an address; asked for persons only.
    `headers`, when given, were read from this content, which is `clean_content`'s.
    """
    content = clean_content(order.source, order.content) if headers is None else order.content
    known = headers or read_headers(content)
    recipients = merge_recipients(order.envelope.recipients)
    outside = [one.address for one in recipients if one.address in order.outside]
    facts = _facts(
        order,
        content,
        known,
        find_right,
        mailboxes=len(recipients),
        has_outside=bool(outside),
    )
    decision = decide(facts)
    raise_if_refused(
        decision,
        address=order.envelope.mail_from,
        limit=_limit(decision.refusal),
        outside=outside,
    )
    trace_id = order.trace_id or new_trace_id()
    return NewMessage(
        trace_id=trace_id,
        envelope=_with_recipients(order.envelope, recipients),
        content=content,
        prefix=_prefix(order, trace_id, known, find_right, now),
        source=order.source.value,
        created_at=now,
        not_before=order.not_before,
        is_urgent=order.is_urgent or (order.source.has_our_labels and known.labels.is_urgent),
        account_pk=order.actor.account_pk,
        message_id=known.message_id or trace.made_message_id(trace_id),
        report_of=order.report_of,
        hop_id=_hop_id(order, content),
        copy=order.sent_copy,
        facts=(order.arrival or trace.NO_ARRIVAL).facts(label=_label(order, known)),
    )


def clean_content(source: Source, content: bytes) -> bytes:
    """Our own programs' line ends are put right before anything is read or decided.

    Other servers' mail stays as it came, but for labels only we may give: its bare CR or LF is a
    reason to refuse it.
    """
    if source.has_our_labels:
        return newlines.normalise(content)
    return labels.without_claims(newlines.ended(content), header_end(content))


def without_taken(new: NewMessage, taken: Mapping[str, str]) -> NewMessage:
    """The mail for those recipients only for whom it was not taken before."""
    left = tuple(one for one in new.envelope.recipients if one.address not in taken)
    return replace(new, envelope=replace(new.envelope, recipients=left))


def _with_recipients(envelope: Envelope, recipients: tuple[Recipient, ...]) -> Envelope:
    if recipients == envelope.recipients:
        return envelope
    return replace(envelope, recipients=recipients)


def merge_recipients(recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """One row an address: two aliases of a mailbox bring one mail, not two."""
    if len(recipients) == 1:
        return tuple(recipients)
    merged: dict[str, Recipient] = {}
    for recipient in recipients:
        known = merged.get(recipient.address)
        merged[recipient.address] = _merged(known, recipient) if known else recipient
    return tuple(merged.values())


def _merged(first: Recipient, second: Recipient) -> Recipient:
    """What either asked to be told; silence only when both asked for it. RFC 3461 §4.1."""
    if not first.notify or not second.notify:
        return replace(first, notify=(first.notify | second.notify) - {"NEVER"})
    asked = (first.notify | second.notify) - {"NEVER"}
    return replace(first, notify=asked or first.notify)


def _facts(
    order: Order,
    content: bytes,
    headers: HeaderFacts,
    find_right: FindRight,
    *,
    mailboxes: int,
    has_outside: bool,
) -> Facts:
    is_person = order.source.is_person
    sender = order.envelope.mail_from

    def may_use(address: str) -> bool:
        return find_right(address) is not None

    return Facts(
        source=order.source,
        is_null_sender=not sender,
        may_use_sender=not is_person or (bool(sender) and may_use(sender)),
        may_use_header_from=not is_person
        or (bool(headers.from_addresses) and all(map(may_use, headers.from_addresses))),
        may_use_header_sender=not is_person or senders.may_use_sender_field(headers, find_right),
        recipients=order.asked,
        mailboxes=mailboxes,
        size_bytes=len(content),
        received_fields=headers.received_fields,
        has_bare_newline=newlines.has_bare_newline(content),
        recipients_max=settings.RECIPIENTS_MAX,
        mailboxes_max=settings.GROUP_MAILBOXES_MAX,
        size_max_bytes=settings.MESSAGE_MAX_BYTES,
        is_secret=headers.labels.is_secret,
        is_internal=order.is_internal or headers.labels.is_internal,
        has_outside=has_outside,
        has_endless_header=headers.is_endless,
    )


def _hop_id(order: Order, content: bytes) -> str:
    """The link to the trace of the site that brought it."""
    hop = trace.read_hop(content) if order.source is Source.SITE else ""
    return f"{order.actor.site}:{hop}" if hop else ""


def _limit(refusal: object) -> int:
    if refusal == "too_many_recipients":
        return int(settings.RECIPIENTS_MAX)
    return int(settings.MESSAGE_MAX_BYTES // _MB)


def _prefix(
    order: Order, trace_id: str, headers: HeaderFacts, find_right: FindRight, now: datetime
) -> bytes:
    """What stands before the mail: given lines, Received, and what the mail left out."""
    lines = [
        order.prefix,
        trace.received_field(
            trace_id=trace_id, source=order.source, arrival=order.arrival, now=now
        ),
    ]
    if order.source.is_person and senders.needs_sender_field(headers, find_right):
        lines.append(header_field("Sender", (Address(order.actor.name, order.actor.address),)))
    if order.is_internal and not headers.labels.is_internal:
        lines.append(labels.INTERNAL_FIELD)
    if order.is_urgent and not headers.labels.is_urgent:
        lines.append(labels.URGENT_FIELD)
    if order.source is Source.SUBMISSION:
        lines.append(trace.missing_fields(trace_id=trace_id, facts=headers, now=now))
    return b"".join(lines)


def _label(order: Order, headers: HeaderFacts) -> str:
    """The label the mail's trace shows."""
    return "internal" if order.is_internal or headers.labels.is_internal else ""
