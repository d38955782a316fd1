"""Mail that waits for its destination: given back untried, fetched by rank when there is room.

A parked row is due like any other, only later: `waits_for` names its destination and
`next_attempt_at` is far enough for somebody to fetch it before. Whoever parked it may die; the row
falls due by itself. Urgent before small before large, as in `claim_due`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q

from mailsvc.base import clock
from mailsvc.queue import schedule
from mailsvc.queue.models import QueuedRecipient, RecipientQuerySet
from mailsvc.queue.orders import Claim

# Beyond this a parked row needs nobody to come back: a destination is probed more often.
FALLBACK = timedelta(minutes=20)
_State = QueuedRecipient.State


@dataclass(frozen=True)
class Parked:
    """How many wait for a destination on this host."""

    goal: str
    small: int
    large: int


def park(claims: Sequence[Claim], *, goal: str, now: datetime | None = None) -> int:
    """Give claims back untried: the attempt does not count. Returns how many still were ours."""
    moment = now or clock.now()
    parked = 0
    with transaction.atomic():
        for token, pks in _by_token(claims).items():
            parked += QueuedRecipient.objects.filter(
                pk__in=pks, state=_State.CLAIMED, claimed_by=token
            ).update(
                state=_State.DUE,
                claimed_by="",
                lease_until=None,
                attempts=F("attempts") - 1,
                waits_for=goal[:300],
                next_attempt_at=moment + FALLBACK,
            )
    return parked


def tie(recipient_pks: Iterable[int], *, goal: str) -> None:
    """Rows that were tried in vain wait for the destination too; their schedule stays."""
    QueuedRecipient.objects.filter(pk__in=list(recipient_pks), state=_State.DUE).update(
        waits_for=goal[:300]
    )


def fetch(
    goal: str,
    *,
    limit: int | None = None,
    is_large: bool | None = None,
    now: datetime | None = None,
) -> int:
    """Let the best of those that wait for `goal` fall due now; all when there is no limit."""
    moment = now or clock.now()
    waiting = _waiting_here().filter(waits_for=goal[:300])
    if is_large is not None:
        is_big = Q(message__size_bytes__gt=schedule.LARGE_BYTES)
        waiting = waiting.filter(is_big if is_large else ~is_big)
    pks = waiting.order_by("rank", "pk").values_list("pk", flat=True)
    return (
        QueuedRecipient.objects.parked()
        .filter(pk__in=list(pks[:limit] if limit is not None else pks))
        .update(waits_for="", next_attempt_at=moment)
    )


def list_parked() -> list[Parked]:
    """The destinations something waits for on this host."""
    is_big = Q(message__size_bytes__gt=schedule.LARGE_BYTES)
    counted = (
        _waiting_here()
        .order_by()
        .values("waits_for")
        .annotate(small=Count("pk", filter=~is_big), large=Count("pk", filter=is_big))
    )
    return [Parked(row["waits_for"], row["small"], row["large"]) for row in counted]


def _waiting_here() -> RecipientQuerySet:
    return QueuedRecipient.objects.parked().filter(message__spool_host=settings.SPOOL_HOST)


def _by_token(claims: Sequence[Claim]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for claim in claims:
        found.setdefault(claim.token, []).append(claim.recipient_pk)
    return found
