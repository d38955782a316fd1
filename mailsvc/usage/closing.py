"""How far each month is: counted, waiting, open to be locked, locked; for who keeps the figures."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mailsvc.directory.actor import Actor
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import next_first_day
from mailsvc.usage.models import DirtyPeriod, FillState, Snapshot
from mailsvc.usage.publication import closing_day
from mailsvc.usage.reference import get_headline, list_definitions


class Step(StrEnum):
    """Where a month is on its way to a published figure."""

    RUNNING = "running"  # not over yet
    PROVISIONAL = "provisional"  # over, may be locked
    LOCKED = "locked"
    MOVED = "moved"  # locked, and facts came afterwards: a revision is due


@dataclass(frozen=True)
class Closing:
    """A month; `closes_on` is the last day on which it is provisional by itself."""

    ym: int
    step: Step
    closes_on: date
    filled_at: datetime
    error: str
    reasons: tuple[str, ...]
    snapshot: Snapshot | None


def list_closings(actor: Actor, *, today: date) -> list[Closing]:
    """Every counted month, newest first; Forbidden to who does not keep the figures."""
    require_keeper(actor)
    reasons: dict[int, list[str]] = {}
    for row in DirtyPeriod.objects.all():
        reasons.setdefault(row.ym, []).append(row.get_reason_display())
    snapshots = {one.ym: one for one in _headline_snapshots()}
    states = FillState.objects.filter(definition__is_headline=True, people__gt=0)
    definitions = list_definitions()
    return [
        Closing(
            ym=state.ym,
            step=_step(state.ym, today, snapshots.get(state.ym), has_moved=state.ym in reasons),
            closes_on=closing_day(state.ym),
            filled_at=state.filled_at,
            error=state.error,
            reasons=tuple(reasons.get(state.ym, ())),
            snapshot=snapshots.get(state.ym),
        )
        for state in states.order_by("-ym")
        if state.definition_id == get_headline(state.ym, definitions).code
    ]


def _headline_snapshots() -> list[Snapshot]:
    """In order of revision, so that the latest of a month is the last."""
    definitions = list_definitions()
    found = Snapshot.objects.filter(definition__is_headline=True).order_by("revision")
    return [one for one in found if one.definition_id == get_headline(one.ym, definitions).code]


def _step(ym: int, today: date, snapshot: Snapshot | None, *, has_moved: bool) -> Step:
    if snapshot is not None:
        return Step.MOVED if has_moved else Step.LOCKED
    return Step.RUNNING if today < next_first_day(ym) else Step.PROVISIONAL
