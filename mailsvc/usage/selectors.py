"""Reading the roll-up: `adoption_report(ym)` and what months there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mailsvc.base.errors import NotFound
from mailsvc.usage import rules
from mailsvc.usage.bits import month_of, next_first_day
from mailsvc.usage.models import AgencyMonth, FillState, Target
from mailsvc.usage.reference import CURRENT


@dataclass(frozen=True)
class Figures:
    """Counts of a group of people; each stage is within the one before it."""

    eligible: int = 0
    accounts: int = 0
    opened: int = 0
    reached: int = 0
    outgoing: int = 0
    regular: int = 0
    short_service: int = 0

    @property
    def percent(self) -> int | None:
        return rules.percent(self.regular, self.eligible)

    @property
    def percent_text(self) -> str:
        return rules.percent_text(self.regular, self.eligible)

    @property
    def share_text(self) -> str:
        return rules.share_text(self.regular, self.eligible)


@dataclass(frozen=True)
class AgencyLine:
    """One agency; `is_hidden` when its group is too small to be shown."""

    pk: int
    code: str
    name: str
    tier_code: str
    figures: Figures
    is_hidden: bool


@dataclass(frozen=True)
class TierLine:
    """One tier: the sum of its agencies."""

    code: str
    name: str
    name_en: str
    agency_count: int
    figures: Figures
    is_hidden: bool


@dataclass(frozen=True)
class Stage:
    """A step of the funnel, of everybody on the payroll."""

    code: str
    count: int


@dataclass(frozen=True)
class TargetLine:
    """What the year asks for, and how far it is."""

    year: int
    percent: int
    legal_basis: str
    is_reached: bool
    missing: int


@dataclass(frozen=True)
class Report:
    """A month's adoption, all of it from the roll-up."""

    ym: int
    definition: str
    last_day: date
    digest: str
    total: Figures
    tiers: tuple[TierLine, ...]
    agencies: tuple[AgencyLine, ...]
    funnel: tuple[Stage, ...]
    target: TargetLine | None


@dataclass(frozen=True)
class TrendPoint:
    """The province in one month."""

    ym: int
    figures: Figures


def adoption_report(ym: int) -> Report:
    """The figures of a filled month; NotFound for a month that is not."""
    state = FillState.objects.filter(definition_id=CURRENT, ym=ym).first()
    if state is None:
        raise NotFound("usage_month", "Chưa có số liệu của tháng này.", ym=ym)
    agencies = _agency_lines(ym)
    total = _sum(line.figures for line in agencies)
    return Report(
        ym=ym,
        definition=CURRENT,
        last_day=next_first_day(ym) - timedelta(days=1),
        digest=state.digest,
        total=total,
        tiers=_tier_lines(ym, agencies),
        agencies=agencies,
        funnel=_funnel(total),
        target=_target(ym, total),
    )


def find_latest_month(today: date) -> int | None:
    """The last filled month that is over; else the last filled one, which is provisional."""
    months = list_months()
    over = [ym for ym in months if ym < month_of(today)]
    return max(over or months, default=None)


def list_months() -> list[int]:
    """Filled months with anybody in them, oldest first."""
    rows = AgencyMonth.objects.filter(definition_id=CURRENT, eligible__gt=0)
    return list(rows.order_by("ym").values_list("ym", flat=True).distinct())


def list_trend(until: int) -> list[TrendPoint]:
    """The province's figures of the filled months among the thirteen that end with `until`."""
    rows = AgencyMonth.objects.filter(definition_id=CURRENT, ym__gte=until - 100, ym__lte=until)
    months: dict[int, list[Figures]] = {}
    for row in rows.order_by("ym"):
        months.setdefault(row.ym, []).append(_figures(row))
    points = [TrendPoint(ym, _sum(figures)) for ym, figures in months.items()]
    return [point for point in points if point.figures.eligible]


def _agency_lines(ym: int) -> tuple[AgencyLine, ...]:
    rows = list(
        AgencyMonth.objects.filter(definition_id=CURRENT, ym=ym)
        .select_related("agency", "agency__tier")
        .order_by("agency__tier__rank", "agency__sort_key")
    )
    hidden: set[int] = set()
    for tier in {row.agency.tier_id for row in rows}:
        hidden |= rules.hidden_groups(
            {row.agency_id: row.eligible for row in rows if row.agency.tier_id == tier}
        )
    return tuple(
        AgencyLine(
            pk=row.agency_id,
            code=row.agency.code,
            name=row.agency.name,
            tier_code=row.agency.tier_id,
            figures=_figures(row),
            is_hidden=row.agency_id in hidden,
        )
        for row in rows
    )


def _tier_lines(ym: int, agencies: tuple[AgencyLine, ...]) -> tuple[TierLine, ...]:
    rows = AgencyMonth.objects.filter(definition_id=CURRENT, ym=ym).order_by("agency__tier__rank")
    columns = ("agency__tier_id", "agency__tier__name_vi", "agency__tier__name_en")
    names = {code: (name_vi, name_en) for code, name_vi, name_en in rows.values_list(*columns)}
    groups = {code: [a for a in agencies if a.tier_code == code] for code in names}
    sums = {code: _sum(a.figures for a in group) for code, group in groups.items()}
    codes = list(names)
    hidden = rules.hidden_groups({i: sums[code].eligible for i, code in enumerate(codes)})
    return tuple(
        TierLine(code, *names[code], len(groups[code]), sums[code], i in hidden)
        for i, code in enumerate(codes)
    )


def _figures(row: AgencyMonth) -> Figures:
    return Figures(
        row.eligible,
        row.accounts,
        row.opened,
        row.reached,
        row.outgoing,
        row.regular,
        row.short_service,
    )


def _sum(parts: Iterable[Figures]) -> Figures:
    columns = [
        (f.eligible, f.accounts, f.opened, f.reached, f.outgoing, f.regular, f.short_service)
        for f in parts
    ]
    return Figures(*(sum(column) for column in zip(*columns, strict=True)))


def _funnel(total: Figures) -> tuple[Stage, ...]:
    names = ("eligible", "accounts", "opened", "reached", "outgoing", "regular")
    return tuple(Stage(name, getattr(total, name)) for name in names)


def _target(ym: int, total: Figures) -> TargetLine | None:
    row = Target.objects.filter(tier=None, year=ym // 100).first()
    if row is None:
        return None
    return TargetLine(
        year=row.year,
        percent=row.percent,
        legal_basis=row.legal_basis,
        is_reached=rules.is_reached(total.regular, total.eligible, row.percent),
        missing=rules.count_missing(total.regular, total.eligible, row.percent),
    )
