"""The roll-up: bitmaps × main posts × calendar → counts per agency and month.

`fill(ym)` is one transaction: drop the month's rows, count everybody once, check U1 and U2, note
the state. Stopped anywhere, the old rows stand and the month stays dirty.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.db import transaction
from django.db.models import FilteredRelation, Q

from mailsvc.base import clock
from mailsvc.directory.models import Post
from mailsvc.usage import consistency, rules
from mailsvc.usage.bits import first_day, next_first_day
from mailsvc.usage.models import AgencyMonth, DirtyPeriod, FillState
from mailsvc.usage.reference import get_definition, terms_of
from mailsvc.usage.services import replay_spool
from mailsvc.usage.tally import Month, PostRow, count

logger = logging.getLogger(__name__)

_CHUNK = 5000


def run_fill() -> None:
    """Bring in spooled marks, then roll up every dirty month, oldest first."""
    replay_spool()
    for ym in DirtyPeriod.objects.values_list("ym", flat=True):
        fill(ym)


@transaction.atomic
def fill(ym: int) -> FillState:
    """Roll up a month; doing it again gives the same rows and digest."""
    definition = get_definition()
    # Taking the dirty row first makes fills of one month wait for each other, and lets a mark that
    # commits meanwhile list the month again.
    DirtyPeriod.objects.bulk_create([DirtyPeriod(ym=ym)], ignore_conflicts=True)
    DirtyPeriod.objects.filter(ym=ym).delete()
    month = _month(ym, terms_of(definition))
    tally = count(month, _posts(month))
    AgencyMonth.objects.filter(definition=definition, ym=ym).delete()
    AgencyMonth.objects.bulk_create(
        AgencyMonth(definition=definition, ym=ym, agency_id=agency_pk, **_columns(counts))
        for agency_pk, counts in sorted(tally.counts.items())
    )
    consistency.check_month(definition, ym)
    state, _ = FillState.objects.update_or_create(
        definition=definition,
        ym=ym,
        defaults={
            "rows": len(tally.counts),
            "digest": tally.digest.hexdigest(),
            "filled_at": clock.now(),
        },
    )
    logger.info("usage: %s filled, %s agencies", ym, state.rows)
    return state


def _month(ym: int, terms: rules.Terms) -> Month:
    return Month(
        ym=ym,
        terms=terms,
        working=tuple(rules.working_days(ym)),
        weeks=rules.week_masks(ym),
        ends_at=datetime.combine(next_first_day(ym), time(), clock.VIETNAM).astimezone(UTC),
    )


def _posts(month: Month) -> Iterator[PostRow]:
    begin, end = first_day(month.ym), next_first_day(month.ym)
    bits = FilteredRelation("person__usage_months", condition=Q(person__usage_months__ym=month.ym))
    rows = (
        Post.objects.filter(is_main=True, valid_from__lt=end)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=begin))
        .annotate(bits=bits)
        .order_by("person_id", "valid_from", "pk")
        .values_list(
            "person_id",
            "agency_id",
            "valid_from",
            "valid_to",
            "person__account__created_at",
            "person__account__first_login_at",
            "bits__read_days",
            "bits__write_days",
            "bits__process_days",
            "bits__delegated_days",
        )
    )
    return (PostRow(*row) for row in rows.iterator(chunk_size=_CHUNK))


def _columns(counts: Counter[str]) -> dict[str, int]:
    names = (
        "eligible",
        "accounts",
        "opened",
        "reached",
        "outgoing",
        "regular",
        "delegated",
        "short_service",
    )
    return {name: counts[name] for name in names}
