"""The queue as its operator sees it: lists by filter, ages by destination. No content, ever."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from mailsvc.base import clock
from mailsvc.base.text import clean_line
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.queue.models import QueuedMessage, QueuedRecipient

# Finished mail is looked at by its trace id; lists of it go back so far only.
FINISHED_SHOWN = timedelta(days=7)
# The upper ends of the age columns; the last column has none.
AGES = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=3),
)
DOMAINS_SHOWN = 20
FOUND_MAX = 50
_State = QueuedRecipient.State


@dataclass(frozen=True)
class QueueFilter:
    """Which recipients; an empty field asks for nothing. No state means: all that wait."""

    state: str = ""
    domain: str = ""
    sender_domain: str = ""
    older_than: timedelta | None = None
    trace_ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when it asks for nothing, so that all waiting mail would be meant."""
        return self == QueueFilter()


@dataclass(frozen=True)
class DomainAges:
    """A destination: how many recipients of each age wait for it."""

    domain: str
    counts: tuple[int, ...]
    by_state: dict[str, int]
    oldest_at: datetime

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class AgeTable:
    """The fullest destinations, and what is left added up in `others` (without a name)."""

    rows: tuple[DomainAges, ...]
    others: DomainAges | None
    others_count: int


def filter_recipients(
    actor: Actor, wanted: QueueFilter, *, now: datetime | None = None
) -> QuerySet[QueuedRecipient]:
    """Recipients with their mails, oldest first; finished ones of the last days, newest first."""
    require_administrator(actor)
    moment = now or clock.now()
    found = _without_bytes()
    if wanted.state in QueuedRecipient.FINAL:
        since = moment - FINISHED_SHOWN
        found = found.filter(state=wanted.state, message__created_at__gte=since)
        found = found.order_by("-message_id", "pk")
    else:
        states = [wanted.state] if wanted.state else QueuedRecipient.WAITING
        # Trace ids sort by time.
        found = found.filter(_in_states(states)).order_by("message_id", "pk")
    if wanted.trace_ids:
        found = found.filter(message_id__in=wanted.trace_ids)
    if wanted.domain:
        found = found.filter(domain=wanted.domain)
    if wanted.sender_domain:
        found = found.filter(message__mail_from__iendswith=f"@{wanted.sender_domain}")
    if wanted.older_than is not None:
        found = found.filter(message__created_at__lte=moment - wanted.older_than)
    return found


def list_recipients(actor: Actor, pks: Sequence[int]) -> list[QueuedRecipient]:
    """These recipients with their mails, oldest first; those that are gone are left out."""
    require_administrator(actor)
    return list(_without_bytes().filter(pk__in=pks).order_by("message_id", "pk"))


def age_table(actor: Actor, *, now: datetime | None = None) -> AgeTable:
    """Waiting recipients by destination and age, as Postfix's qshape draws them."""
    require_administrator(actor)
    moment = now or clock.now()
    found: dict[str, _Tally] = {}
    for state in QueuedRecipient.WAITING:
        waiting = QueuedRecipient.objects.filter(state=state).order_by()
        for domain, at in waiting.values_list("domain", "message__created_at").iterator():
            found.setdefault(domain, _Tally()).add(state.value, at, moment)
    ranked = sorted(found.items(), key=lambda item: (-sum(item[1].counts), item[0]))
    others = _Tally()
    for _domain, tally in ranked[DOMAINS_SHOWN:]:
        others.merge(tally)
    rows = tuple(tally.frozen(domain) for domain, tally in ranked[:DOMAINS_SHOWN])
    left = len(ranked) - len(rows)
    return AgeTable(rows, others.frozen("") if left else None, left)


def find_mails(actor: Actor, text: str) -> list[QueuedMessage]:
    """Mails with this trace id (another site's: "site:id"), Message-ID or ENVID, oldest first."""
    require_administrator(actor)
    wanted = clean_line(text)
    bare = wanted.strip("<>")
    if not bare:
        return []
    # One question for each index: their OR would read the whole table.
    ways = (
        Q(pk=wanted.upper()),
        Q(message_id__in=(bare, f"<{bare}>")),
        Q(envid=wanted) & ~Q(envid=""),
        Q(hop_id=wanted) & ~Q(hop_id=""),
    )
    found = {
        one.pk: one
        for way in ways
        for one in QueuedMessage.objects.defer("prefix").filter(way).order_by("pk")[:FOUND_MAX]
    }
    return [found[pk] for pk in sorted(found)]


def _without_bytes() -> QuerySet[QueuedRecipient]:
    """Header lines are a mail's content too, and nobody here asks for them."""
    found = QueuedRecipient.objects.select_related("message")
    return found.defer("message__prefix", "copy_prefix")


def _in_states(states: list[str] | tuple[str, ...]) -> Q:
    """State by state, for each has its index and OR would read every row ever delivered."""
    found = Q()
    for state in states:
        found |= Q(pk__in=QueuedRecipient.objects.filter(state=state).order_by().values("pk"))
    return found


class _Tally:
    """A destination while it is counted."""

    def __init__(self) -> None:
        self.counts = [0] * (len(AGES) + 1)
        self.by_state: Counter[str] = Counter()
        self.oldest_at = datetime.max.replace(tzinfo=UTC)

    def add(self, state: str, at: datetime, now: datetime) -> None:
        self.counts[bisect_left(AGES, now - at)] += 1
        self.by_state[state] += 1
        self.oldest_at = min(self.oldest_at, at)

    def merge(self, other: "_Tally") -> None:
        self.counts = [one + more for one, more in zip(self.counts, other.counts, strict=True)]
        self.by_state += other.by_state
        self.oldest_at = min(self.oldest_at, other.oldest_at)

    def frozen(self, domain: str) -> DomainAges:
        return DomainAges(domain, tuple(self.counts), dict(self.by_state), self.oldest_at)
