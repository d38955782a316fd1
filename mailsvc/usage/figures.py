"""Figures as values: counts, lines of agencies and tiers, a month's report. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from mailsvc.usage import rules
from mailsvc.usage.counts import Source


@dataclass(frozen=True)
class Figures:
    """Counts of a group of people; each of the first six is within the one before it."""

    eligible: int = 0
    accounts: int = 0
    opened: int = 0
    reached: int = 0
    outgoing: int = 0
    regular: int = 0
    short_service: int = 0
    delegated: int = 0
    on_payroll: int = 0
    processed: int = 0
    adjusted: int = 0
    excluded: int = 0
    fresh: int = 0
    kept: int = 0
    returned: int = 0
    lapsed: int = 0

    @property
    def percent(self) -> int | None:
        return rules.percent(self.regular, self.eligible)

    @property
    def percent_text(self) -> str:
        return rules.percent_text(self.regular, self.eligible)

    @property
    def share_text(self) -> str:
        return rules.share_text(self.regular, self.eligible)

    @property
    def tenths_text(self) -> str:
        """One truncated decimal, for exports: `17,4%`."""
        return rules.tenths_text(self.regular, self.eligible)


COLUMNS = tuple(field.name for field in fields(Figures))


def add(parts: Iterable[Figures]) -> Figures:
    """The sum of groups, column by column."""
    rows = list(parts)
    return Figures(**{name: sum(getattr(row, name) for row in rows) for name in COLUMNS})


@dataclass(frozen=True)
class AgencyLine:
    """One agency; `is_hidden` when its group is too small to be shown.

    `source` says where its denominator comes from; `flags` what a reader has to know of it:
    `mismatch` (declared and payroll disagree), `adjusted` (leave of more than a tenth), `outage`.
    """

    pk: int
    code: str
    name: str
    tier_code: str
    figures: Figures
    is_hidden: bool
    source: Source = Source.PAYROLL
    flags: tuple[str, ...] = ()
    active_days: int = 0
    process_days: int = 0
    cut_off_days: int = 0


@dataclass(frozen=True)
class TargetLine:
    """What the year asks for, and how far it is."""

    year: int
    percent: int
    legal_basis: str
    is_reached: bool
    missing: int


@dataclass(frozen=True)
class TierLine:
    """One tier: the sum of its agencies; `target` is its own, where it has one."""

    code: str
    name: str
    name_en: str
    agency_count: int
    figures: Figures
    is_hidden: bool
    target: TargetLine | None = None


@dataclass(frozen=True)
class Stage:
    """A step of the funnel, of everybody on the payroll."""

    code: str
    count: int


@dataclass(frozen=True)
class Variant:
    """The same month by a milder or stricter definition: what hangs on the definition."""

    code: str
    name: str
    total: Figures
    ranks_as_headline: bool


@dataclass(frozen=True)
class Revision:
    """One publication of the month, with the province's figure as it stood then."""

    number: int
    published_at: datetime
    published_by: str
    reason: str
    regular: int
    eligible: int
    digest: str


@dataclass(frozen=True)
class Report:
    """A month's adoption: as published, or provisional from the roll-up."""

    ym: int
    definition: str
    terms: rules.Terms
    last_day: date
    digest: str
    total: Figures
    tiers: tuple[TierLine, ...]
    agencies: tuple[AgencyLine, ...]
    funnel: tuple[Stage, ...]
    target: TargetLine | None
    is_provisional: bool = True
    is_backcast: bool = False
    revisions: tuple[Revision, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def revision(self) -> int:
        """The number of the latest publication; 0 before any."""
        return self.revisions[-1].number if self.revisions else 0


@dataclass(frozen=True)
class TrendPoint:
    """The province in one month; points of two definitions are two lines."""

    ym: int
    figures: Figures
    definition: str = ""
    is_provisional: bool = False
    is_backcast: bool = False
    has_outage: bool = False


@dataclass(frozen=True)
class CohortCell:
    """A cohort so many months on: of its people then, how many are regular. None: too few."""

    since: int
    rate: int | None
    regular: int
    people: int


@dataclass(frozen=True)
class Cohort:
    """People who first logged in in one month; a cell for each month since."""

    opened_ym: int
    people: int
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True)
class Lifecycle:
    """Who came, stayed, came back and fell away in a month."""

    ym: int
    fresh: int
    kept: int
    returned: int
    lapsed: int
