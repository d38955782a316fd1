"""What goes into the queue and what comes out: values, no rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailsvc.smtp.envelope import Envelope


@dataclass(frozen=True)
class Copy:
    """A copy appended to a folder of a mailbox instead of being delivered.

    `prefix` are header lines of its own (Bcc).
    """

    mailbox_pk: int
    folder: str
    prefix: bytes = b""


@dataclass(frozen=True)
class NewMessage:
    """A decided mail: everything the queue stores; `facts` is the text of `queue.facts`."""

    trace_id: str
    envelope: Envelope
    content: bytes
    prefix: bytes
    source: str
    created_at: datetime
    not_before: datetime | None = None
    is_urgent: bool = False
    account_pk: int | None = None
    message_id: str = ""
    report_of: str = ""
    hop_id: str = ""
    copy: Copy | None = None
    facts: str = ""


@dataclass(frozen=True)
class Claim:
    """One recipient to try now. `token` proves the claim when the result is recorded."""

    recipient_pk: int
    token: str
    trace_id: str
    address: str
    domain: str
    kind: str
    mailbox_pk: int | None
    folder: str
    attempts: int
    mail_from: str
    smtputf8: bool
    ret: str
    envid: str
    notify: frozenset[str]
    orcpt: str
    prefix: bytes
    copy_prefix: bytes
    size_bytes: int
    is_urgent: bool
    source: str
    created_at: datetime

    @property
    def full_prefix(self) -> bytes:
        """All header lines before the spool file's bytes."""
        return self.copy_prefix + self.prefix


class ResultKind(StrEnum):
    """What one attempt came to."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True)
class Result:
    """The outcome of one attempt for one claim."""

    recipient_pk: int
    token: str
    kind: ResultKind
    code: int
    enhanced: str
    text: str
    started_at: datetime
    duration_ms: int = 0
    remote: str = ""


@dataclass(frozen=True)
class Recorded:
    """What the queue made of a result; `state` is "failed" too when the mail grew too old."""

    recipient_pk: int
    trace_id: str
    address: str
    state: str
    attempts: int


@dataclass(frozen=True)
class Finding:
    """A broken invariant."""

    invariant: str
    subject: str
    text: str


@dataclass(frozen=True)
class Swept:
    """What a sweep removed."""

    finished: int = 0
    orphans: int = 0


@dataclass(frozen=True)
class QueueDepth:
    """How full the queue is, for the monitoring page."""

    by_state: dict[str, int] = field(default_factory=dict)
    oldest_at: datetime | None = None
