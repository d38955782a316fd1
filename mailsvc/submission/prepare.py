"""From an order to what the queue stores: all decisions of a mail, no database.

`accept` and the relay's group commit both end here, so there is one policy.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from mailsvc.base.trace import new_trace_id
from mailsvc.directory.actor import Actor
from mailsvc.queue.orders import Copy, NewMessage
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission import newlines, trace
from mailsvc.submission.headers import HeaderFacts, read_headers
from mailsvc.submission.policy import Facts, Source, decide
from mailsvc.submission.refusals import raise_if_refused
from mailsvc.submission.trace import Arrival

_MB = 1024 * 1024


@dataclass(frozen=True)
class Order:
    """What someone asks to send; the envelope's recipients are resolved (`check_recipient`).

    `asked` counts the addresses as they were named: a group is one of them.
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


def prepare(
    order: Order,
    *,
    may_use: Callable[[str], bool],
    now: datetime,
    headers: HeaderFacts | None = None,
) -> NewMessage:
    """Decide, and build the row values; raises the Refused error of the first reason that applies.

    `may_use` tells whether the actor may send as an address; asked for persons only. `headers`,
    when given, were read from `clean_content`.
    """
    content = clean_content(order.source, order.content)
    known = headers or read_headers(content)
    recipients = merge_recipients(order.envelope.recipients)
    decision = decide(_facts(order, content, known, may_use))
    raise_if_refused(decision, address=order.envelope.mail_from, limit=_limit(decision.refusal))
    trace_id = order.trace_id or new_trace_id()
    return NewMessage(
        trace_id=trace_id,
        envelope=replace(order.envelope, recipients=recipients),
        content=content,
        prefix=_prefix(order, trace_id, known, now),
        source=order.source.value,
        created_at=now,
        not_before=order.not_before,
        is_urgent=order.is_urgent,
        account_pk=order.actor.account_pk,
        message_id=known.message_id or trace.made_message_id(trace_id),
        report_of=order.report_of,
        copy=order.sent_copy,
        facts=order.arrival.facts() if order.arrival else "",
    )


def clean_content(source: Source, content: bytes) -> bytes:
    """Our own programs' line ends are put right before anything is read or decided.

    Other servers' mail stays as it came: its bare CR or LF is a reason to refuse it.
    """
    return newlines.ended(content) if source is Source.MX else newlines.normalise(content)


def merge_recipients(recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """One row an address: two aliases of a mailbox bring one mail, not two."""
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
    may_use: Callable[[str], bool],
) -> Facts:
    is_person = order.source.is_person
    sender = order.envelope.mail_from
    return Facts(
        source=order.source,
        is_null_sender=not sender,
        may_use_sender=not is_person or (bool(sender) and may_use(sender)),
        may_use_header_from=not is_person
        or (bool(headers.from_addresses) and all(map(may_use, headers.from_addresses))),
        recipients=order.asked,
        size_bytes=len(content),
        received_fields=headers.received_fields,
        has_bare_newline=newlines.has_bare_newline(content),
        recipients_max=settings.RECIPIENTS_MAX,
        size_max_bytes=settings.MESSAGE_MAX_BYTES,
    )


def _limit(refusal: object) -> int:
    if refusal == "too_many_recipients":
        return int(settings.RECIPIENTS_MAX)
    return int(settings.MESSAGE_MAX_BYTES // _MB)


def _prefix(order: Order, trace_id: str, headers: HeaderFacts, now: datetime) -> bytes:
    received = trace.received_field(
        trace_id=trace_id, source=order.source, arrival=order.arrival, now=now
    )
    if order.source is not Source.SUBMISSION:
        return order.prefix + received
    return order.prefix + received + trace.missing_fields(trace_id=trace_id, facts=headers, now=now)
