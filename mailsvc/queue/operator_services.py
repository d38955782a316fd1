"""What an operator does to waiting mail: hold, release, retry now, drop.

Each takes a set of recipients and answers for every one of them: a recipient that is being
delivered at this moment, or is done, is left alone and said so. All lock the recipients, then
check, change, and write one line of the journal for each mail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Value, When

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.base.text import clean_line
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.queue import destinations, rows
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Claim
from mailsvc.queue.statements import Values
from mailsvc.smtp import reply

CHAIN = "queue"
OBJECT_TYPE = "QueuedMessage"
# Half a second of one core in one transaction; on SQLite acceptance waits behind it.
AT_ONCE_MAX = 200
_REASON_MAX = 400
_State = QueuedRecipient.State


class Handling(StrEnum):
    """What became of one recipient of the set; all but DONE leave it as it was."""

    DONE = "done"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    HELD = "held"
    NOT_HELD = "not_held"
    SCHEDULED = "scheduled"
    GONE = "gone"


@dataclass(frozen=True)
class Handled:
    """One recipient and its handling; no address when the row is gone."""

    recipient_pk: int
    handling: Handling
    trace_id: str = ""
    address: str = ""


@dataclass(frozen=True)
class Dropped:
    """What a drop did; `claims` are the dropped ones as a report needs them."""

    handled: list[Handled]
    claims: list[Claim]
    text: str


_Judge = Callable[[QueuedRecipient], Handling]


@transaction.atomic
def hold(actor: Actor, *, recipient_pks: Sequence[int], reason: str) -> list[Handled]:
    """Keep recipients from being tried until they are released; Invalid without a reason."""
    why = _reason(reason)
    handled, _ = _handle(
        actor,
        "hold_mail",
        recipient_pks,
        judge=lambda row: Handling.HELD if row.state == _State.HELD else Handling.DONE,
        change={"state": _State.HELD, "hold_reason": why, "waits_for": ""},
        reason=why,
    )
    return handled


@transaction.atomic
def release(
    actor: Actor, *, recipient_pks: Sequence[int], now: datetime | None = None
) -> list[Handled]:
    """Let held recipients be tried again: at once, or when a mail that was never tried is due."""
    moment = now or clock.now()
    keeps_its_time = When(attempts=0, next_attempt_at__gt=moment, then=F("next_attempt_at"))
    handled, _ = _handle(
        actor,
        "release_mail",
        recipient_pks,
        judge=lambda row: Handling.DONE if row.state == _State.HELD else Handling.NOT_HELD,
        change={
            "state": _State.DUE,
            "hold_reason": "",
            "next_attempt_at": Case(
                keeps_its_time, default=Value(moment), output_field=DateTimeField()
            ),
        },
    )
    return handled


@transaction.atomic
def retry_now(
    actor: Actor, *, recipient_pks: Sequence[int], now: datetime | None = None
) -> list[Handled]:
    """Try waiting recipients at once, their destinations too when they are down.

    Not those whose sender chose a later time.
    """
    moment = now or clock.now()

    def judge(row: QueuedRecipient) -> Handling:
        if row.state == _State.HELD:
            return Handling.HELD
        return Handling.SCHEDULED if row.message.waits_since > moment else Handling.DONE

    handled, tried = _handle(
        actor,
        "retry_mail",
        recipient_pks,
        judge=judge,
        change={"next_attempt_at": moment, "waits_for": ""},
    )
    destinations.probe_soon({row.waits_for for row in tried}, now=moment)
    return handled


@transaction.atomic
def drop(
    actor: Actor, *, recipient_pks: Sequence[int], reason: str, now: datetime | None = None
) -> Dropped:
    """Give up waiting or held recipients for good; telling the sender is the caller's part.

    Invalid without a reason. The file stays until the next sweep, so that a report can quote it.
    """
    why = _reason(reason)
    text = f"{reply.DROPPED.text}: {why}"
    handled, dropped = _handle(
        actor,
        "drop_mail",
        recipient_pks,
        judge=lambda _: Handling.DONE,
        change={
            "state": _State.FAILED,
            "hold_reason": "",
            "waits_for": "",
            "finished_at": now or clock.now(),
            "last_code": reply.DROPPED.code,
            "last_enhanced": reply.DROPPED.enhanced,
            "last_text": text,
        },
        reason=why,
    )
    gone = QueuedRecipient.objects.filter(pk__in=[row.pk for row in dropped]).order_by("pk")
    return Dropped(handled, list(map(rows.claim, gone.values_list(*rows.CLAIM_COLUMNS))), text)


def _handle(
    actor: Actor,
    action: str,
    pks: Sequence[int],
    *,
    judge: _Judge,
    change: Values,
    reason: str = "",
) -> tuple[list[Handled], list[QueuedRecipient]]:
    """Permission, lock, check, change, journal; the answers, and the rows that were changed."""
    require_administrator(actor)
    if len(pks) > AT_ONCE_MAX:
        raise TooLarge("too_many", f"Mỗi lần làm tối đa {AT_ONCE_MAX} người nhận.")
    found = QueuedRecipient.objects.select_for_update(of=("self",)).select_related("message")
    known = {row.pk: row for row in found.filter(pk__in=pks).order_by("pk")}
    handled = [_judged(pk, known.get(pk), judge) for pk in dict.fromkeys(pks)]
    done = [known[one.recipient_pk] for one in handled if one.handling is Handling.DONE]
    QueuedRecipient.objects.filter(pk__in=[row.pk for row in done]).update(**change)
    _note(actor, action, done, reason)
    return handled, done


def _judged(pk: int, row: QueuedRecipient | None, judge: _Judge) -> Handled:
    if row is None:
        return Handled(pk, Handling.GONE)
    if row.state == _State.CLAIMED:
        handling = Handling.UNDER_WAY
    else:
        handling = Handling.FINISHED if row.is_final else judge(row)
    return Handled(pk, handling, row.message_id, row.address)


def _note(actor: Actor, action: str, done: list[QueuedRecipient], reason: str) -> None:
    """One line a mail: the journal's chain is long enough."""
    by_mail: dict[str, list[str]] = {}
    for row in done:
        by_mail.setdefault(row.message_id, []).append(row.address)
    for trace_id, addresses in by_mail.items():
        facts: dict[str, str | list[str]] = {"recipients": addresses}
        record(
            actor,
            chain=CHAIN,
            action=action,
            object_type=OBJECT_TYPE,
            object_pk=trace_id,
            facts=facts | ({"reason": reason} if reason else {}),
        )


def _reason(typed: str) -> str:
    reason = clean_line(typed)[:_REASON_MAX]
    if not reason:
        text = "Ghi lý do: người sau cần biết."
        raise Invalid("reason", text, {"reason": text})
    return reason
