"""How good a month's data is, and what the weekly digest says: of agencies, never of people."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from django.db.models import Count, QuerySet

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Post, valid_on
from mailsvc.directory.seats import list_shared
from mailsvc.usage import figures, rules
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import bit_of, first_day, month_of, next_first_day
from mailsvc.usage.counts import Source
from mailsvc.usage.figures import AgencyLine, Figures
from mailsvc.usage.models import AgencyFacts, AgencyMonth, DirtyPeriod, FillState, Target
from mailsvc.usage.reference import get_headline
from mailsvc.usage.rows import figures_of, load_rows
from mailsvc.usage.selectors import adoption_report, list_months
from mailsvc.workdays.calendar import has_calendar, is_working_day

_DROP_POINTS, _DROP_PEOPLE = 10, 5
_PAYROLL_BY = 3
_LATE_H, _VERY_LATE_H = 26, 50
_TARGET_DAYS = 60


@dataclass(frozen=True)
class Quality:
    """What to know before believing a month's figure."""

    ym: int
    missing: tuple[AgencyLine, ...]  # no payroll file
    mismatched: tuple[AgencyLine, ...]  # declared and payroll disagree
    adjusted: tuple[AgencyLine, ...]  # leave of more than a tenth
    cut_off: tuple[AgencyLine, ...]
    excluded: int  # people who lost outgoing days by rule G-1
    short_service: int
    waiting: tuple[str, ...]  # why the month waits for a roll-up or a revision
    error: str  # of the last roll-up, empty when it went well
    has_calendar: bool  # holidays of the year are known


class Kind(StrEnum):
    """What the digest tells of; the order is that of the digest."""

    FILL_VERY_LATE = "fill_very_late"
    FILL_LATE = "fill_late"
    SILENT = "silent"
    DROP = "drop"
    PAYROLL_MISSING = "payroll_missing"
    SHARED = "shared"
    TARGET_DUE = "target_due"


@dataclass(frozen=True)
class Notice:
    """One line of the digest; `agency` is empty for the province."""

    kind: Kind
    agency: str
    facts: dict[str, int]
    agency_pk: int | None = None


@dataclass(frozen=True)
class WaitingMonth:
    """A month whose inputs changed since its figures were counted."""

    month: date
    reasons: tuple[str, ...]


def list_waiting_months() -> list[WaitingMonth]:
    """Oldest first."""
    months: dict[int, list[str]] = {}
    for row in DirtyPeriod.objects.all():
        months.setdefault(row.ym, []).append(row.get_reason_display())
    return [WaitingMonth(first_day(ym), tuple(reasons)) for ym, reasons in months.items()]


def get_quality(actor: Actor, ym: int) -> Quality:
    """The month's data quality; Forbidden to those who do not keep the figures."""
    require_keeper(actor)
    report = adoption_report(ym)
    lines = report.agencies
    state = FillState.objects.filter(ym=ym, definition_id=report.definition).first()
    reasons = [DirtyPeriod.Reason(row.reason) for row in DirtyPeriod.objects.filter(ym=ym)]
    return Quality(
        ym=ym,
        missing=tuple(line for line in lines if line.source != Source.PAYROLL),
        mismatched=tuple(line for line in lines if "mismatch" in line.flags),
        adjusted=tuple(line for line in lines if "adjusted" in line.flags),
        cut_off=tuple(line for line in lines if line.cut_off_days),
        excluded=report.total.excluded,
        short_service=report.total.short_service,
        waiting=tuple(str(reason.label) for reason in reasons),
        error=state.error if state else "",
        has_calendar=has_calendar(ym // 100),
    )


def list_warnings(today: date) -> list[Notice]:
    """Everything the weekly digest tells on this day, worst first.

    Of an agency that is hidden nothing is told that its people did or did not do.
    """
    months = [ym for ym in list_months() if ym <= month_of(today)]
    lines = adoption_report(months[-1]).agencies if months else ()
    hidden = frozenset(line.pk for line in lines if line.is_hidden)
    found = [
        *_late_fill(),
        *(one for one in _about_work(today) if one.agency_pk not in hidden),
        *_payroll(today),
        *_target(today),
    ]
    return sorted(found, key=lambda one: (list(Kind).index(one.kind), one.agency))


def _about_work(today: date) -> list[Notice]:
    return [*_silent(today), *_drops(today), *_shared(today)]


def _shared(today: date) -> list[Notice]:
    """Agencies with accounts that several people seem to use: how many, never which."""
    posts = Post.objects.filter(
        valid_on(today), is_main=True, person__account__address__in=list_shared(today=today)
    )
    counts = posts.values("agency", "agency__name").annotate(n=Count("person", distinct=True))
    return [
        Notice(Kind.SHARED, row["agency__name"], {"count": row["n"]}, row["agency"])
        for row in counts.order_by("agency")
    ]


def _late_fill() -> list[Notice]:
    """Months wait for their roll-up, and the last one that went well is long ago."""
    if not DirtyPeriod.objects.exists():
        return []
    last = FillState.objects.order_by("filled_at").last()
    hours = int((clock.now() - last.filled_at).total_seconds() // 3600) if last else _VERY_LATE_H
    if hours < _LATE_H:
        return []
    kind = Kind.FILL_VERY_LATE if hours >= _VERY_LATE_H else Kind.FILL_LATE
    return [Notice(kind, "", {"hours": hours})]


def _silent(today: date) -> list[Notice]:
    """Agencies where nobody acted on the last two working days: most likely their line is cut."""
    day = today - timedelta(days=1)
    days: list[date] = []
    while len(days) < 2:
        if is_working_day(day):
            days.append(day)
        day -= timedelta(days=1)
    active: dict[int, int] = {}
    for one in days:
        rows = AgencyMonth.objects.filter(
            definition=get_headline(month_of(one)), ym=month_of(one), agency__in=_open(today)
        )
        for row in rows:
            seen = bool(row.active_days & bit_of(one))
            active[row.agency_id] = active.get(row.agency_id, 0) + seen
    names = Agency.objects.in_bulk(pk for pk, count in active.items() if not count)
    return [Notice(Kind.SILENT, one.name, {"days": 2}, one.pk) for one in names.values()]


def _drops(today: date) -> list[Notice]:
    """Agencies ten points and five people under the median of the three months before."""
    months = [ym for ym in list_months() if ym < month_of(today)][-4:]
    if len(months) < 4:
        return []
    # All by the definition of the last: an agency does not drop because the rule changed.
    code = get_headline(months[-1]).code
    rows = load_rows([code], months)
    history: dict[int, list[tuple[str, Figures]]] = {}
    for ym in months:
        for row in rows.of(code, ym):
            name = getattr(row, "name", "") or row.agency.name
            history.setdefault(row.agency_id, []).append((name, figures_of(row)))
    return [
        Notice(Kind.DROP, line[-1][0], {"from": before, "to": now, "month": months[-1]}, pk)
        for pk, line in history.items()
        if len(line) == len(months) and line[-1][1].eligible >= rules.SHY_GROUP
        for before, now, people in [_fall([one for _, one in line])]
        if before - now >= _DROP_POINTS and people >= _DROP_PEOPLE
    ]


def _fall(months: list[Figures]) -> tuple[int, int, int]:
    """The median of the earlier rates, the last rate, and how many people fewer that is."""
    *earlier, last = months
    before = int(median(one.percent or 0 for one in earlier))
    people = int(median(one.regular for one in earlier)) - last.regular
    return before, last.percent or 0, people


def _payroll(today: date) -> list[Notice]:
    """Last month's payroll has not come by the third of this one."""
    if today.day <= _PAYROLL_BY:
        return []
    ym = month_of(first_day(month_of(today)) - timedelta(days=1))
    there = AgencyFacts.objects.filter(ym=ym, has_payroll=True).values("agency")
    return [
        Notice(Kind.PAYROLL_MISSING, agency.name, {"month": ym}, agency.pk)
        for agency in _open(today).exclude(pk__in=there)
    ]


def _target(today: date) -> list[Notice]:
    """The year's target is due within sixty days and not reached by the last month."""
    year_end = next_first_day(today.year * 100 + 12)
    target = Target.objects.filter(tier=None, year=today.year).first()
    months = [ym for ym in list_months() if ym < month_of(today)]
    if target is None or not months or (year_end - today).days > _TARGET_DAYS:
        return []
    rows = load_rows([get_headline(months[-1]).code], months[-1:])
    total = figures.add(
        figures_of(row) for row in rows.of(get_headline(months[-1]).code, months[-1])
    )
    missing = rules.count_missing(total.regular, total.eligible, target.percent)
    facts = {"missing": missing, "month": months[-1]}
    return [Notice(Kind.TARGET_DUE, "", facts)] if missing else []


def _open(today: date) -> QuerySet[Agency]:
    return Agency.objects.filter(valid_on(today))
