"""Reading figures: a month's report, and what months there are.

A published month is read from its latest snapshot, another from the roll-up.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import Sum

from mailsvc.base.errors import NotFound
from mailsvc.usage import figures, rules
from mailsvc.usage.bits import first_day, month_of, next_first_day
from mailsvc.usage.counts import Source
from mailsvc.usage.figures import (
    AgencyLine,
    Figures,
    Report,
    Revision,
    Stage,
    TargetLine,
    TierLine,
    TrendPoint,
    Variant,
)
from mailsvc.usage.models import (
    AgencyFacts,
    AgencyMonth,
    Definition,
    FillState,
    Snapshot,
    SnapshotRow,
    Target,
)
from mailsvc.usage.reference import get_headline, list_definitions, terms_of
from mailsvc.usage.rows import Row, Rows, figures_of, load_rows, tier_of

__all__ = [
    "AgencyLine",
    "Figures",
    "Report",
    "Stage",
    "TargetLine",
    "TierLine",
    "TrendPoint",
    "adoption_report",
    "find_latest_month",
    "list_backcast",
    "list_months",
    "list_targets",
    "list_trend",
]

_STAGES = ("eligible", "accounts", "opened", "reached", "outgoing", "regular")
_ADJUSTED_ONE_IN = 10


def adoption_report(ym: int, *, definition: str = "") -> Report:
    """The figures of a filled month, by the headline or the definition named; else NotFound."""
    definitions = list_definitions()
    chosen = _choose(ym, definition, definitions)
    variants = [one for one in definitions if one.variant_of_id == chosen.code]
    rows = load_rows([chosen.code, *(one.code for one in variants)], [ym])
    snapshots = rows.published.get((chosen.code, ym), [])
    state = FillState.objects.filter(definition=chosen, ym=ym).first()
    if state is None and not snapshots:
        raise NotFound("usage_month", "Chưa có số liệu của tháng này.", ym=ym)
    agencies = _agency_lines(ym, rows.of(chosen.code, ym))
    total = figures.add(line.figures for line in agencies)
    targets = {row.tier_id: row for row in Target.objects.filter(year=ym // 100)}
    return Report(
        ym=ym,
        definition=chosen.code,
        terms=terms_of(chosen),
        last_day=_last_day(ym, state, is_published=bool(snapshots)),
        digest=snapshots[-1].rows_digest if snapshots else state.digest if state else "",
        total=total,
        tiers=_tier_lines(rows.of(chosen.code, ym), agencies, targets),
        agencies=agencies,
        funnel=tuple(Stage(name, getattr(total, name)) for name in _STAGES),
        target=_target(targets.get(None), total),
        is_provisional=not snapshots,
        is_backcast=first_day(ym) < chosen.valid_from,
        revisions=_revisions(snapshots, total),
        variants=tuple(_variant(one, rows.of(one.code, ym), agencies) for one in variants),
    )


def find_latest_month(today: date) -> int | None:
    """The last filled month that is over; else the last filled one, which is provisional."""
    months = list_months()
    over = [ym for ym in months if ym < month_of(today)]
    return max(over or months, default=None)


def list_months() -> list[int]:
    """Filled months with anybody in them, oldest first."""
    rows = AgencyMonth.objects.filter(definition__is_headline=True, eligible__gt=0)
    return list(rows.order_by("ym").values_list("ym", flat=True).distinct())


def list_targets(years: Iterable[int]) -> list[tuple[int, int]]:
    """The province's targets of these years, as (year, percent)."""
    rows = Target.objects.filter(tier=None, year__in=list(years))
    return list(rows.values_list("year", "percent"))


def list_trend(until: int) -> list[TrendPoint]:
    """The province's figures of the filled months among the thirteen that end with `until`, each
    by the definition in force."""
    months = [ym for ym in list_months() if until - 100 <= ym <= until]
    definitions = list_definitions()
    return _trend_points([(ym, get_headline(ym, definitions)) for ym in months])


def list_backcast(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """The earlier ones of these months counted back by the definition of the last: a series of its
    own, never joined to what was measured by another."""
    if not points or all(point.definition == points[-1].definition for point in points):
        return []
    last = get_headline(points[-1].ym)
    return _trend_points([(one.ym, last) for one in points if one.definition != last.code])


def _trend_points(wanted: list[tuple[int, Definition]]) -> list[TrendPoint]:
    rows = load_rows({one.code for _, one in wanted}, [ym for ym, _ in wanted])
    points = [_trend_point(rows, ym, definition) for ym, definition in wanted]
    return [point for point in points if point.figures.eligible]


def _trend_point(rows: Rows, ym: int, definition: Definition) -> TrendPoint:
    agencies = rows.of(definition.code, ym)
    is_backcast = first_day(ym) < definition.valid_from
    return TrendPoint(
        ym=ym,
        figures=figures.add(figures_of(row) for row in agencies),
        definition=definition.code,
        is_provisional=not is_backcast and not rows.is_published(definition.code, ym),
        is_backcast=is_backcast,
        has_outage=any(row.cut_off_days for row in agencies),
    )


def _agency_lines(ym: int, rows: list[Row]) -> tuple[AgencyLine, ...]:
    """Every agency of the month by tier and name; small groups marked as hidden."""
    facts = AgencyFacts.objects.filter(ym=ym, declared__isnull=False)
    declared = dict(facts.values_list("agency_id", "declared"))
    hidden: set[int] = set()
    for tier in {tier_of(row) for row in rows}:
        hidden |= rules.hidden_groups(
            {row.agency_id: row.eligible for row in rows if tier_of(row) == tier}
        )
    return tuple(
        AgencyLine(
            pk=row.agency_id,
            code=row.code if isinstance(row, SnapshotRow) else row.agency.code,
            name=row.name if isinstance(row, SnapshotRow) else row.agency.name,
            tier_code=tier_of(row).code,
            figures=figures_of(row),
            is_hidden=row.agency_id in hidden,
            source=Source(row.source),
            flags=_flags(row, declared.get(row.agency_id)),
            active_days=row.active_days,
            process_days=row.process_days,
            cut_off_days=row.cut_off_days,
        )
        for row in rows
    )


def _choose(ym: int, code: str, definitions: list[Definition]) -> Definition:
    if not code:
        return get_headline(ym, definitions)
    found = [one for one in definitions if one.code == code]
    if not found:
        raise NotFound("usage_definition", "Không có định nghĩa này.", definition=code)
    return found[0]


def _tier_lines(
    rows: list[Row], agencies: tuple[AgencyLine, ...], targets: dict[str | None, Target]
) -> tuple[TierLine, ...]:
    tiers = sorted({tier_of(row) for row in rows}, key=attrgetter("rank"))
    groups = {one.code: [a for a in agencies if a.tier_code == one.code] for one in tiers}
    sums = [figures.add(line.figures for line in groups[one.code]) for one in tiers]
    hidden = rules.hidden_groups({index: one.eligible for index, one in enumerate(sums)})
    return tuple(
        TierLine(
            tier.code,
            tier.name_vi,
            tier.name_en,
            len(groups[tier.code]),
            total,
            index in hidden,
            _target(targets.get(tier.code), total),
        )
        for index, (tier, total) in enumerate(zip(tiers, sums, strict=True))
    )


def _flags(row: Row, declared: int | None) -> tuple[str, ...]:
    found = []
    if declared is not None and row.source == Source.PAYROLL and declared != row.on_payroll:
        found.append("mismatch")
    if row.adjusted * _ADJUSTED_ONE_IN > row.on_payroll:
        found.append("adjusted")
    if row.cut_off_days:
        found.append("outage")
    return tuple(found)


def _revisions(snapshots: list[Snapshot], total: Figures) -> tuple[Revision, ...]:
    """Every publication with the province's figure; agencies are shown of the latest only, so that
    nobody learns of one person from two revisions of a small group."""
    sums = {snapshots[-1].pk: (total.regular, total.eligible)} if snapshots else {}
    older = SnapshotRow.objects.filter(snapshot__in=[one.pk for one in snapshots[:-1]])
    if len(snapshots) > 1:
        grouped = older.order_by().values("snapshot").annotate(n=Sum("regular"), of=Sum("eligible"))
        sums |= {row["snapshot"]: (row["n"], row["of"]) for row in grouped}
    return tuple(
        Revision(
            number=one.revision,
            published_at=one.published_at,
            published_by=one.published_by,
            reason=one.reason,
            regular=sums[one.pk][0],
            eligible=sums[one.pk][1],
            digest=one.rows_digest,
        )
        for one in snapshots
    )


def _last_day(ym: int, state: FillState | None, *, is_published: bool) -> date:
    """Figures reach to the end of this day."""
    last = next_first_day(ym) - timedelta(days=1)
    if is_published or state is None:
        return last
    return min(last, max(first_day(ym), state.filled_at.date()))


def _variant(definition: Definition, rows: list[Row], agencies: tuple[AgencyLine, ...]) -> Variant:
    counted = [(row.agency_id, figures_of(row)) for row in rows]
    same = _ranking(counted) == _ranking((line.pk, line.figures) for line in agencies)
    total = figures.add(one for _, one in counted)
    return Variant(definition.code, definition.name, total, ranks_as_headline=same)


def _ranking(counted: Iterable[tuple[int, Figures]]) -> list[int]:
    """Agencies by rate, best first; equals by their number."""
    rows = [(pk, one) for pk, one in counted if one.eligible]
    rows.sort(key=lambda pair: (-pair[1].regular / pair[1].eligible, pair[0]))
    return [pk for pk, _ in rows]


def _target(row: Target | None, total: Figures) -> TargetLine | None:
    if row is None:
        return None
    return TargetLine(
        year=row.year,
        percent=row.percent,
        legal_basis=row.legal_basis,
        is_reached=rules.is_reached(total.regular, total.eligible, row.percent),
        missing=rules.count_missing(total.regular, total.eligible, row.percent),
    )
