"""Reading months beside each other: cohorts, lifecycles, and agencies under their heirs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from mailsvc.directory.models import Agency, Succession, Tier
from mailsvc.usage import figures, rules
from mailsvc.usage.figures import (
    AgencyLine,
    Cohort,
    CohortCell,
    Figures,
    Lifecycle,
    Report,
    TierLine,
)
from mailsvc.usage.models import Baseline, CohortMonth
from mailsvc.usage.reference import get_headline, list_definitions
from mailsvc.usage.rows import figures_of, load_rows
from mailsvc.usage.selectors import list_months


def list_lifecycles(until: int) -> list[Lifecycle]:
    """The province's thirteen months that end with `until`, oldest first."""
    months = [ym for ym in list_months() if until - 100 <= ym <= until]
    definitions = list_definitions()
    codes = {ym: get_headline(ym, definitions).code for ym in months}
    rows = load_rows(set(codes.values()), months)
    found = []
    for ym, code in codes.items():
        total = figures.add(figures_of(row) for row in rows.of(code, ym))
        found.append(Lifecycle(ym, total.fresh, total.kept, total.returned, total.lapsed))
    return found


def list_cohorts(until: int) -> list[Cohort]:
    """Rows by month of first log-in; a cell for each month since, without figures when it is of
    fewer than ten people."""
    rows = CohortMonth.objects.filter(
        definition__is_headline=True, ym__gte=until - 100, ym__lte=until
    )
    cohorts: dict[int, list[CohortMonth]] = {}
    for row in rows:
        cohorts.setdefault(row.opened_ym, []).append(row)
    return [
        Cohort(
            opened_ym=opened_ym,
            people=max(row.people for row in cells),
            cells=tuple(_cell(row) for row in cells),
        )
        for opened_ym, cells in cohorts.items()
        if max(row.people for row in cells) >= rules.SMALL_GROUP
    ]


def list_baselines() -> list[Baseline]:
    """What was declared before there was a measure, by month; drawn apart, never joined."""
    return list(Baseline.objects.select_related("tier"))


def rebase(report: Report, today: date) -> Report:
    """The report by the agencies of today: forerunners added up under their heir.

    A split cannot be added up: such an agency stays under its own name with the flag `split`. The
    sum of a hidden forerunner and a shown one is hidden too: the other view has the shown one, and
    the difference would be the hidden one. Sums of tiers stay as published; when an agency changed
    its tier they are not told here at all, for the same reason.
    """
    heirs = _heirs(today)
    groups: dict[int, list[AgencyLine]] = {}
    for line in report.agencies:
        groups.setdefault(_final(line.pk, heirs), []).append(line)
    names = Agency.objects.select_related("tier").in_bulk(groups)
    merged = [_merge(names[pk], lines, heirs) for pk, lines in groups.items()]
    hidden = _hidden(merged)
    agencies = tuple(
        replace(line, is_hidden=line.is_hidden or line.pk in hidden) for line in merged
    )
    tiers = _tiers(report, agencies, [one.tier for one in names.values()])
    return replace(report, agencies=agencies, tiers=tiers)


def _tiers(
    report: Report, agencies: Iterable[AgencyLine], tiers: Iterable[Tier]
) -> tuple[TierLine, ...]:
    counts = Counter(line.tier_code for line in agencies)
    was = {line.pk: line.tier_code for line in report.agencies}
    has_moved = any(was.get(line.pk, line.tier_code) != line.tier_code for line in agencies)
    has_moved = has_moved or set(counts) != {tier.code for tier in report.tiers}
    sums = {tier.code: tier for tier in report.tiers}
    found = sorted({tier.pk: tier for tier in tiers}.values(), key=lambda one: one.rank)
    return tuple(
        TierLine(one.code, one.name_vi, one.name_en, counts[one.code], Figures(), is_hidden=True)
        if has_moved
        else replace(sums[one.code], agency_count=counts[one.code])
        for one in found
    )


def _merge(agency: Agency, lines: list[AgencyLine], heirs: Mapping[int, list[int]]) -> AgencyLine:
    total = figures.add(line.figures for line in lines)
    flags = {flag for line in lines for flag in line.flags}
    if len(heirs.get(agency.pk, ())) > 1:
        flags.add("split")
    if len(lines) > 1:
        flags.add("merged")
    own = next((line for line in lines if line.pk == agency.pk), lines[0])
    return replace(
        own,
        pk=agency.pk,
        code=agency.code,
        name=agency.name,
        tier_code=agency.tier_id,
        figures=total,
        is_hidden=any(line.is_hidden for line in lines),
        flags=tuple(sorted(flags)),
    )


def _hidden(lines: Iterable[AgencyLine]) -> set[int]:
    """Sums that are small, or the only hidden ones of their tier, as in the published view."""
    tiers: dict[str, list[AgencyLine]] = {}
    for line in lines:
        tiers.setdefault(line.tier_code, []).append(line)
    found: set[int] = set()
    for group in tiers.values():
        found |= rules.hidden_groups({line.pk: line.figures.eligible for line in group})
    return found


def _heirs(today: date) -> dict[int, list[int]]:
    heirs: dict[int, list[int]] = {}
    for row in Succession.objects.filter(since__lte=today):
        heirs.setdefault(row.predecessor_id, []).append(row.successor_id)
    return heirs


def _final(pk: int, heirs: Mapping[int, list[int]]) -> int:
    """Through mergers and new names to the agency of today; a split is not followed."""
    seen = {pk}
    while len(heirs.get(pk, ())) == 1 and heirs[pk][0] not in seen:
        pk = heirs[pk][0]
        seen.add(pk)
    return pk


def _cell(row: CohortMonth) -> CohortCell:
    since = _months_between(row.opened_ym, row.ym)
    if row.people < rules.SMALL_GROUP:
        return CohortCell(since, None, 0, 0)
    return CohortCell(since, rules.percent(row.regular, row.people), row.regular, row.people)


def _months_between(start: int, end: int) -> int:
    return (end // 100 - start // 100) * 12 + end % 100 - start % 100
