"""Reading the queue: states for the Sent page, depth and age for monitoring."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from mailsvc.base import clock
from mailsvc.queue.models import Attempt, QueuedMessage, QueuedRecipient
from mailsvc.queue.orders import QueueDepth

RELATED_MAX = 50


@dataclass(frozen=True)
class RecipientState:
    """How far a mail has come for one recipient."""

    trace_id: str
    address: str
    state: str
    attempts: int
    next_attempt_at: datetime | None
    finished_at: datetime | None
    code: int
    enhanced: str
    text: str


def list_states(trace_id: str) -> list[RecipientState]:
    """The state of each recipient of one mail; the sender's own copy is left out."""
    return _states(QueuedRecipient.objects.filter(message_id=trace_id))


def list_states_by_message_id(message_id: str, *, mail_from: str) -> list[RecipientState]:
    """The states of the mail with this Message-ID sent from this address.

    The sender belongs to the key: a Message-ID alone is known to every recipient.
    """
    if not message_id:
        return []
    return _states(
        QueuedRecipient.objects.filter(
            message__message_id=message_id, message__mail_from__iexact=mail_from
        )
    )


@dataclass(frozen=True)
class Outgoing:
    """A mail with a Sent copy: whose, where the copy goes, and whether it waits for its hour."""

    trace_id: str
    account_pk: int | None
    mail_from: str
    mailbox_pk: int
    copy_prefix: bytes
    not_before: datetime | None
    is_waiting: bool


def find_outgoing(trace_id: str) -> Outgoing | None:
    """The mail, while its rows are kept; None for mail without a Sent copy."""
    return next(iter(_outgoing(QueuedRecipient.objects.filter(message_id=trace_id))), None)


def list_scheduled(account_pk: int, mailbox_pk: int) -> list[Outgoing]:
    """What the account has written ahead from a mailbox, next first."""
    rows = QueuedRecipient.objects.filter(
        mailbox_pk=mailbox_pk,
        message__account_pk=account_pk,
        message__not_before__gt=clock.now(),
        state=QueuedRecipient.State.DUE,
    )
    return sorted(_outgoing(rows), key=lambda one: one.not_before or clock.now())


def list_sent_from(mailbox_pk: int, address: str, message_id: str) -> list[str]:
    """Trace ids of mails with this Message-ID sent from a mailbox: by their Sent copy, or (mail
    programs) by their envelope. Anybody may write anything into a header of his Sent folder.
    """
    if not message_id:
        return []
    here = Q(recipients__kind=QueuedRecipient.Kind.SENT_COPY, recipients__mailbox_pk=mailbox_pk)
    ours = here | Q(mail_from__iexact=address)
    found = QueuedMessage.objects.filter(ours, message_id=message_id)
    return sorted(set(found.values_list("pk", flat=True)))


def find_taken(hop_id: str) -> dict[str, str]:
    """Recipients a site's mail was taken for before, and under which trace id.

    The site did not hear our 250 (the line broke) and sends the mail again.
    """
    rows = QueuedRecipient.objects.filter(message__hop_id=hop_id, kind=QueuedRecipient.Kind.DELIVER)
    return dict(rows.order_by().values_list("address", "message_id")) if hop_id else {}


def find_message(trace_id: str) -> QueuedMessage | None:
    """The row of a mail, while it is kept."""
    return QueuedMessage.objects.filter(pk=trace_id).first()


def list_attempts(recipient_pk: int) -> list[Attempt]:
    """All tries for one recipient, oldest first."""
    return list(Attempt.objects.filter(recipient_id=recipient_pk))


def list_tried(trace_id: str) -> list[QueuedRecipient]:
    """The recipients of a mail and its sender's copy, each with all its tries, in two queries."""
    found = QueuedRecipient.objects.filter(message_id=trace_id).defer("copy_prefix")
    return list(found.prefetch_related("tries").order_by("kind", "pk"))


def list_related(message: QueuedMessage) -> list[QueuedMessage]:
    """Its reports, what it reports on, and the same mail under other trace ids; oldest first."""
    ways = [Q(report_of=message.pk)]
    ways += [Q(pk=message.report_of)] if message.report_of else []
    ways += [Q(message_id=message.message_id)] if message.message_id else []
    ways += [Q(envid=message.envid)] if message.envid else []
    # One question for each index: their OR would read the whole table.
    others = QueuedMessage.objects.exclude(pk=message.pk).defer("prefix").order_by("pk")
    found = {one.pk: one for way in ways for one in others.filter(way)[:RELATED_MAX]}
    return [found[pk] for pk in sorted(found)]


def get_depth() -> QueueDepth:
    """Waiting recipients by state, and the time of the oldest waiting mail."""
    by_state: dict[str, int] = {}
    oldest: list[datetime] = []
    # State by state, for each has its index; one question would read every row ever delivered.
    for state in QueuedRecipient.WAITING:
        found = QueuedRecipient.objects.filter(state=state).aggregate(
            n=Count("pk"), at=Min("message__created_at")
        )
        if found["n"]:
            by_state[state.value] = found["n"]
            oldest.append(found["at"])
    return QueueDepth(by_state, min(oldest, default=None))


def count_sent(account_pk: int, *, since: datetime, own_domains: Collection[str]) -> int:
    """Recipients an account has sent to since then.

    In other domains each row is one; in ours what one address came to (a group) is one, which its
    ORCPT tells. Whoever names an ORCPT of his own gains nothing outside.
    """
    rows = QueuedRecipient.objects.filter(
        kind=QueuedRecipient.Kind.DELIVER,
        message__account_pk=account_pk,
        message__created_at__gte=since,
    ).order_by()
    outside = rows.exclude(domain__in=own_domains).count()
    inside = rows.filter(domain__in=own_domains)
    named = Case(When(orcpt="", then=F("address")), default=F("orcpt"))
    return outside + inside.values("message_id", named=named).distinct().count()


def list_usual(account_pk: int, *, since: datetime, limit: int) -> list[str]:
    """Whom an account has written to since then, the most often written to first."""
    rows = QueuedRecipient.objects.filter(
        kind=QueuedRecipient.Kind.DELIVER,
        message__account_pk=account_pk,
        message__created_at__gte=since,
    ).order_by()
    counted = rows.values_list("address").annotate(n=Count("pk")).order_by("-n", "address")
    return [address for address, _ in counted[:limit]]


def list_known(account_pk: int, addresses: Collection[str]) -> set[str]:
    """Those of the addresses the account has written to before, while traces are kept."""
    rows = QueuedRecipient.objects.filter(
        kind=QueuedRecipient.Kind.DELIVER,
        message__account_pk=account_pk,
        address__in=list(addresses),
    ).order_by()
    return set(rows.values_list("address", flat=True))


def list_senders(*, since: datetime, at_least: int) -> list[int]:
    """Accounts (pks) with at least so many rows of recipients since then."""
    rows = QueuedRecipient.objects.filter(
        kind=QueuedRecipient.Kind.DELIVER,
        message__account_pk__isnull=False,
        message__created_at__gte=since,
    ).order_by()
    counted = rows.values_list("message__account_pk").annotate(n=Count("pk"))
    return [pk for pk, _ in counted.filter(n__gte=at_least) if pk is not None]


def _outgoing(found: QuerySet[QueuedRecipient]) -> list[Outgoing]:
    """By the rows of Sent copies."""
    copies = found.filter(kind=QueuedRecipient.Kind.SENT_COPY).select_related("message")
    return [
        Outgoing(
            trace_id=row.message_id,
            account_pk=row.message.account_pk,
            mail_from=row.message.mail_from,
            mailbox_pk=row.mailbox_pk or 0,
            copy_prefix=bytes(row.copy_prefix),
            not_before=row.message.not_before,
            is_waiting=row.state == QueuedRecipient.State.DUE and not row.attempts,
        )
        for row in copies
    ]


def _states(found: QuerySet[QueuedRecipient]) -> list[RecipientState]:
    rows = found.filter(kind=QueuedRecipient.Kind.DELIVER).order_by("message_id", "pk")
    return [
        RecipientState(
            trace_id=row.message_id,
            address=row.address,
            state=row.state,
            attempts=row.attempts,
            next_attempt_at=None if row.is_final else row.next_attempt_at,
            finished_at=row.finished_at,
            code=row.last_code,
            enhanced=row.last_enhanced,
            text=row.last_text,
        )
        for row in rows
    ]
