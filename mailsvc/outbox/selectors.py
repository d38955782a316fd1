"""How far a mail has come for each of its recipients, in stages a person knows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox, is_local_domain
from mailsvc.dsn import texts
from mailsvc.message.compose import new_message_id
from mailsvc.message.headers import decode_words, split_fields
from mailsvc.outbox import arrivals
from mailsvc.outbox.store import OpenMailbox
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.selectors import (
    Outgoing,
    RecipientState,
    list_scheduled,
    list_sent_from,
    list_states,
)
from mailsvc.queue.services import RECALLED
from mailsvc.receipts.selectors import list_confirmed
from mailsvc.smtp.address import split

LOOKED_AT_MAX = 20
_HEAD_BYTES = 64 * 1024
_State = QueuedRecipient.State


class Stage(StrEnum):
    """How far."""

    AHEAD = "ahead"  # waits for its hour
    QUEUED = "queued"
    RETRYING = "retrying"
    HELD = "held"
    RELAYED = "relayed"  # another server has it
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    STOPPED = "stopped"  # recalled before anybody had it
    RECALLED = "recalled"


@dataclass(frozen=True)
class Delivery:
    """One recipient. `reason` in words when it failed or is late; `at`: since when, or next try."""

    trace_id: str
    address: str
    name: str
    stage: Stage
    at: datetime | None = None
    reason: str = ""
    is_inside: bool = False


@dataclass(frozen=True)
class Scheduled:
    """A mail that waits for its hour."""

    trace_id: str
    subject: str
    to: str
    at: datetime


def list_deliveries(
    mailbox: Mailbox, message_id: str, *, open_mailbox: OpenMailbox, looked_at: int = LOOKED_AT_MAX
) -> list[Delivery]:
    """For a mailbox the actor may open; empty for a mail that was not sent from it, or long ago.

    Into so many of our own mailboxes it is looked whether the mail has been read.
    """
    found = [
        _delivery(state)
        for trace_id in list_sent_from(mailbox.pk, mailbox.address, message_id)
        for state in list_states(trace_id)
    ]
    may_look = [
        one
        for one in found
        if one.stage is Stage.DELIVERED and one.is_inside and is_minted(one.trace_id, message_id)
    ][:looked_at]
    seen = {one.address: _looked(one, message_id, open_mailbox) for one in may_look}
    told = list_confirmed({one.trace_id for one in found})
    return [_confirmed(seen.get(one.address, one), told) for one in found]


def list_ahead(actor: Actor, mailbox: Mailbox) -> list[Scheduled]:
    """What the actor has written ahead from this mailbox, next first."""
    if actor.account_pk is None:
        return []
    return [_scheduled(one) for one in list_scheduled(actor.account_pk, mailbox.pk)]


def is_minted(trace_id: str, message_id: str) -> bool:
    """Whether the Message-ID is ours: others may write any, and so point at other people's mail."""
    return message_id == new_message_id(trace_id, host=settings.HOST_NAME)


def _delivery(state: RecipientState) -> Delivery:
    is_inside = is_local_domain(split(state.address)[1])
    mailbox = find_mailbox(state.address) if is_inside else None
    stage = _stage(state, is_inside=is_inside)
    tells_why = stage in {Stage.FAILED, Stage.RETRYING}
    return Delivery(
        trace_id=state.trace_id,
        address=state.address,
        name=mailbox.name if mailbox else "",
        stage=stage,
        at=state.finished_at or state.next_attempt_at,
        reason=texts.reason(state.enhanced)[0] if tells_why else "",
        is_inside=is_inside,
    )


def _confirmed(one: Delivery, told: Mapping[tuple[str, str], datetime]) -> Delivery:
    """Who has said that he read it, has, though his mailbox cannot be looked into."""
    at = told.get((one.trace_id, one.address))
    if at is None or one.stage not in {Stage.RELAYED, Stage.DELIVERED, Stage.READ}:
        return one
    return replace(one, stage=Stage.READ, at=at)


def _stage(state: RecipientState, *, is_inside: bool) -> Stage:
    if state.state == _State.DELIVERED:
        return Stage.DELIVERED if is_inside else Stage.RELAYED
    if state.state == _State.FAILED:
        return Stage.STOPPED if state.text == RECALLED else Stage.FAILED
    if state.state == _State.HELD:
        return Stage.HELD
    if state.attempts and state.state == _State.DUE:
        return Stage.RETRYING
    is_ahead = state.next_attempt_at is not None and state.next_attempt_at > clock.now()
    return Stage.AHEAD if is_ahead and not state.attempts else Stage.QUEUED


def _looked(one: Delivery, message_id: str, open_mailbox: OpenMailbox) -> Delivery:
    mailbox = find_mailbox(one.address)
    found = arrivals.look(mailbox, message_id, open_mailbox) if mailbox else None
    marks = [arrival.mark for arrival in found or ()]
    if any(mark.is_recalled for mark in marks):
        return replace(one, stage=Stage.RECALLED)
    return replace(one, stage=Stage.READ) if any(mark.is_seen for mark in marks) else one


def _scheduled(one: Outgoing) -> Scheduled:
    with spool.open_content(one.trace_id) as file:
        head = file.read(_HEAD_BYTES)
    fields, _ = split_fields(head, 0, len(head))
    return Scheduled(
        trace_id=one.trace_id,
        subject=decode_words(fields.first("subject")),
        to=decode_words(fields.first("to")),
        at=one.not_before or clock.now(),
    )
