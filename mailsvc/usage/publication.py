"""Publishing a month: revision 0 at the lock, numbered revisions with a reason afterwards.

A month may be locked from the end of the fifth working day of the next one. What is published is
written once and never changed; facts that come later wait on the dirty list for a revision.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.usage import consistency, rollup
from mailsvc.usage.access import require_publisher
from mailsvc.usage.bits import first_day, month_text, next_first_day
from mailsvc.usage.counts import columns_of
from mailsvc.usage.models import (
    AgencyMonth,
    Definition,
    DirtyPeriod,
    FillState,
    Snapshot,
    SnapshotRow,
)
from mailsvc.usage.reference import get_headline
from mailsvc.usage.retention import is_forgotten
from mailsvc.usage.rules import percent
from mailsvc.workdays.calendar import is_working_day

CHAIN = "usage"
_GRACE_WORKING_DAYS = 5
_LOOK_BACK = 3


def run_publish() -> None:
    """Publish every filled month whose time has come, and list locked months whose inputs moved."""
    today = clock.today()
    states = FillState.objects.filter(definition__is_headline=True)
    for ym in sorted(set(states.values_list("ym", flat=True))):
        if not rollup.is_published(ym) and today > closing_day(ym):
            publish(SYSTEM, ym=ym)
    find_moved_inputs()


def closing_day(ym: int) -> date:
    """The last day a month is provisional: working day 5 of the month after."""
    day, left = next_first_day(ym), _GRACE_WORKING_DAYS
    while True:
        left -= is_working_day(day)
        if not left:
            return day
        day += timedelta(days=1)


@transaction.atomic
def publish(actor: Actor, *, ym: int) -> Snapshot:
    """Lock a month: revision 0 of every definition's figures, from a fresh roll-up.

    Forbidden to others than the statistics officer and the system; Conflict when it is locked
    already or its last day has not come.
    """
    require_publisher(actor)
    rollup.hold_lock()
    if rollup.is_published(ym):
        raise Conflict("usage_published", f"Tháng {month_text(ym)} đã chốt số liệu.")
    if clock.today() < next_first_day(ym):
        raise Conflict("usage_early", "Tháng chưa hết thì chưa chốt được số liệu.")
    rollup.fill(ym)
    return _publish_all(actor, ym, reason="")


@transaction.atomic
def revise(actor: Actor, *, ym: int, reason: str) -> Snapshot:
    """Publish a locked month anew, with the facts of now and a reason; both figures stay.

    Conflict when it is not locked or nothing changed; Invalid without a reason.
    """
    require_publisher(actor)
    reason = clean_line(reason)
    if not reason:
        raise Invalid("usage_reason", "Cần ghi lý do điều chỉnh.", {"reason": "Cần ghi lý do."})
    rollup.hold_lock()
    if not rollup.is_published(ym):
        raise Conflict("usage_open", f"Tháng {month_text(ym)} chưa chốt nên chưa cần điều chỉnh.")
    if is_forgotten(ym):
        raise Conflict("usage_forgotten", "Tháng này đã xóa tên người: không tính lại được nữa.")
    before = Snapshot.objects.filter(ym=ym, definition=get_headline(ym)).latest("revision")
    state = rollup.fill(ym)
    if state.digest == before.inputs_digest:
        raise Conflict("usage_unchanged", "Số liệu gốc không đổi: không có gì để điều chỉnh.")
    return _publish_all(actor, ym, reason=reason[:300])


def find_moved_inputs() -> list[int]:
    """Months locked lately whose inputs are no longer those published; lists them as dirty."""
    published = Snapshot.objects.filter(definition__is_headline=True)
    months = sorted(set(published.values_list("ym", flat=True)))[-_LOOK_BACK:]
    moved = []
    for ym in (ym for ym in months if not is_forgotten(ym)):
        latest = published.filter(ym=ym, definition=get_headline(ym)).latest("revision")
        if rollup.inputs_digest(ym) != latest.inputs_digest:
            moved.append(ym)
    DirtyPeriod.objects.bulk_create(
        (DirtyPeriod(ym=ym, reason=DirtyPeriod.Reason.INPUTS) for ym in moved),
        ignore_conflicts=True,
    )
    return moved


def _publish_all(actor: Actor, ym: int, *, reason: str) -> Snapshot:
    headline = get_headline(ym)
    snapshot = _publish_one(actor, headline, ym, reason)
    # A definition nobody falls under has nothing to publish; what is counted back never is.
    judged = FillState.objects.filter(ym=ym, people__gt=0).values("definition")
    begun = Q(valid_from__lte=first_day(ym)) | Q(variant_of=headline)
    for other in Definition.objects.filter(begun, pk__in=judged).exclude(pk=headline.pk):
        _publish_one(actor, other, ym, reason)
    record(
        actor,
        chain=CHAIN,
        action="revise_month" if reason else "publish_month",
        object_type="Snapshot",
        object_pk=snapshot.pk,
        facts={
            "month": month_text(ym),
            "revision": snapshot.revision,
            "rows": snapshot.rows_digest,
            "reason": reason,
        },
    )
    return snapshot


def _publish_one(actor: Actor, definition: Definition, ym: int, reason: str) -> Snapshot:
    before = Snapshot.objects.filter(definition=definition, ym=ym).order_by("revision").last()
    state = FillState.objects.get(definition=definition, ym=ym)
    snapshot = Snapshot.objects.create(
        definition=definition,
        ym=ym,
        revision=before.revision + 1 if before else 0,
        inputs_digest=state.digest,
        published_at=clock.now(),
        published_by=actor.address,
        reason=reason if before else "",
    )
    rows = AgencyMonth.objects.filter(definition=definition, ym=ym).select_related("agency")
    SnapshotRow.objects.bulk_create(_row(snapshot, row) for row in rows)
    snapshot.rows_digest = consistency.rows_digest(snapshot.rows.all())
    snapshot.save(update_fields=["rows_digest"])
    return snapshot


def _row(snapshot: Snapshot, row: AgencyMonth) -> SnapshotRow:
    return SnapshotRow(
        snapshot=snapshot,
        agency=row.agency,
        code=row.agency.code,
        name=row.agency.name,
        tier_id=row.agency.tier_id,
        percent=percent(row.regular, row.eligible),
        **columns_of(row),
    )
