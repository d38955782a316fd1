"""The whole life of one mail, from socket to mailbox: what its rows and the journal tell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailsvc.audit.models import AuditEvent
from mailsvc.audit.selectors import list_events
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import find_account
from mailsvc.message.headers import decode_words, split_fields
from mailsvc.queue.access import access_message
from mailsvc.queue.facts import AcceptanceFacts, read_facts
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.queue.operator_services import OBJECT_TYPE
from mailsvc.queue.selectors import list_related, list_tried
from mailsvc.smtp.xtext import decode

_FOLD = re.compile(r"\s+")


class Tie(StrEnum):
    """How another mail belongs to this one."""

    REPORT = "report"
    REPORTED = "reported"
    SAME_MAIL = "same_mail"


@dataclass(frozen=True)
class Try:
    """One attempt for one recipient."""

    started_at: datetime
    duration_ms: int
    outcome: str
    code: int
    enhanced: str
    text: str
    remote: str

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(milliseconds=self.duration_ms)


@dataclass(frozen=True)
class RecipientLife:
    """How far the mail has come for one recipient. `asked_for` is the address the sender gave."""

    pk: int
    address: str
    asked_for: str
    is_copy: bool
    folder: str
    state: str
    hold_reason: str
    attempts: int
    next_attempt_at: datetime | None
    waits_for: str
    finished_at: datetime | None
    code: int
    enhanced: str
    text: str
    notify: str
    tries: tuple[Try, ...]


@dataclass(frozen=True)
class Related:
    """Another mail of the same story."""

    trace_id: str
    tie: Tie
    created_at: datetime
    mail_from: str


@dataclass(frozen=True)
class JournalLine:
    """What a person did to it."""

    at: datetime
    who: str
    action: str
    recipients: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class MailLife:
    """Everything but the content. `results` is the text of Authentication-Results, `hop_id` the
    trace id it had at the site of ours that brought it ("site:id").
    """

    trace_id: str
    accepted_at: datetime
    source: str
    mail_from: str
    account: str
    size_bytes: int
    is_urgent: bool
    smtputf8: bool
    message_id: str
    envid: str
    hop_id: str
    ret: str
    spool_host: str
    has_file: bool
    facts: AcceptanceFacts
    results: tuple[str, ...]
    recipients: tuple[RecipientLife, ...]
    related: tuple[Related, ...]
    journal: tuple[JournalLine, ...]


def get_life(actor: Actor, trace_id: str) -> MailLife:
    """The life of the mail with this trace id; Forbidden, NotFound."""
    row = access_message(actor, trace_id)
    return MailLife(
        trace_id=row.pk,
        accepted_at=row.created_at,
        source=row.source,
        mail_from=row.mail_from,
        account=_account(row.account_pk),
        size_bytes=row.size_bytes,
        is_urgent=row.is_urgent,
        smtputf8=row.smtputf8,
        message_id=row.message_id,
        envid=decode(row.envid),
        hop_id=row.hop_id,
        ret=row.ret,
        spool_host=row.spool_host,
        has_file=row.has_file,
        facts=read_facts(row.facts),
        results=_results(bytes(row.prefix)),
        recipients=tuple(_recipient(one) for one in list_tried(row.pk)),
        related=tuple(_related(row, list_related(row))),
        journal=tuple(map(_line, list_events(object_type=OBJECT_TYPE, object_pk=row.pk))),
    )


def _account(pk: int | None) -> str:
    """The address of who sent it; a closed account shows its number."""
    if pk is None:
        return ""
    account = find_account(pk=pk)
    return account.address if account else f"#{pk}"


def _results(prefix: bytes) -> tuple[str, ...]:
    """What our own checks said (RFC 8601), without the server's name."""
    fields, _end = split_fields(prefix, 0, len(prefix))
    return tuple(
        part
        for name, value in fields.items
        if name == "authentication-results"
        for part in _FOLD.sub(" ", decode_words(value)).strip().split("; ")[1:]
    )


def _recipient(row: QueuedRecipient) -> RecipientLife:
    asked_for = decode(row.orcpt.partition(";")[2])
    return RecipientLife(
        pk=row.pk,
        address=row.address,
        asked_for=asked_for if asked_for.casefold() != row.address.casefold() else "",
        is_copy=row.kind == QueuedRecipient.Kind.SENT_COPY,
        folder=row.folder,
        state=row.state,
        hold_reason=row.hold_reason,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.state == QueuedRecipient.State.DUE else None,
        waits_for=row.waits_for,
        finished_at=row.finished_at,
        code=row.last_code,
        enhanced=row.last_enhanced,
        text=row.last_text,
        notify=row.notify,
        tries=tuple(
            Try(
                one.started_at,
                one.duration_ms,
                one.outcome,
                one.code,
                one.enhanced,
                one.text,
                one.remote,
            )
            for one in row.tries.all()
        ),
    )


def _related(row: QueuedMessage, others: Iterable[QueuedMessage]) -> Iterable[Related]:
    for other in others:
        tie = Tie.SAME_MAIL
        if other.report_of == row.pk:
            tie = Tie.REPORT
        elif row.report_of == other.pk:
            tie = Tie.REPORTED
        yield Related(other.pk, tie, other.created_at, other.mail_from)


def _line(event: AuditEvent) -> JournalLine:
    return JournalLine(
        at=event.at,
        who=event.actor,
        action=event.action,
        recipients=tuple(event.facts.get("recipients", ())),
        reason=event.facts.get("reason", ""),
    )
