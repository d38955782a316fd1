"""Cohorts: of those who first logged in in one month, how many are regular in the months after."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.usage.bits import first_day
from mailsvc.usage.figures import Cohort, CohortCell
from mailsvc.usage.history import list_cohorts
from mailsvc.usage.rules import number_text, part_text, percent_text
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import read_report
from webui.shared.http import WebRequest

_LATER = 3  # months after which a habit shows
_ENOUGH = 3  # cohorts from which a share is more than a beginning
_SHADES = 5
_COLUMNS = 13  # a year after the first log-in, and the month itself


@dataclass(frozen=True)
class Cell:
    """`tone` 0 … 5 shades it; the figure stands in it all the same. Hidden: too few people."""

    text: str
    tone: int
    since: int


@dataclass(frozen=True)
class Row:
    """A cohort with a cell for every column, empty ones too."""

    month: date
    people: int
    cells: list[Cell]


@require_safe
def cohorts(request: WebRequest) -> HttpResponse:
    """Rows by month of first log-in, columns by months since."""
    report = read_report(request)
    if report is None:
        return render_empty(request, here="cohorts")
    found = sorted(list_cohorts(report.ym), key=lambda one: one.opened_ym)
    known = {cell.since for one in found for cell in one.cells if cell.since < _COLUMNS}
    columns = range(min(known), max(known) + 1) if known else range(0)
    context = {
        "message": _message(found),
        "columns": columns,
        "rows": [_row(one, columns) for one in found],
    }
    return render_month(request, "cohorts.html", report, context, here="cohorts")


def _row(cohort: Cohort, columns: range) -> Row:
    rates = {cell.since: cell.rate for cell in cohort.cells}
    cells = [
        _cell(since, rates[since]) if since in rates else Cell("", 0, since) for since in columns
    ]
    return Row(first_day(cohort.opened_ym), cohort.people, cells)


def _cell(since: int, rate: int | None) -> Cell:
    if rate is None:
        return Cell(_("ẩn"), 0, since)
    return Cell(f"{rate}%", min(_SHADES, (rate + 19) // 20), since)


def _message(found: list[Cohort]) -> str:
    """The share after three months, with the people and the cohorts it rests on."""
    reached = [
        (first_day(one.opened_ym).strftime("%m/%Y"), cell)
        for one in found
        for cell in one.cells
        if cell.since == _LATER and cell.rate is not None
    ]
    if not reached:
        return _("Chưa đủ ba tháng để biết ai còn dùng sau khi mở tài khoản")
    regular = sum(cell.regular for _month, cell in reached)
    people = sum(cell.people for _month, cell in reached)
    facts = {
        "rate": percent_text(regular, people),
        "regular": part_text(regular, people),
        "people": number_text(people),
    }
    said = _(
        "Ba tháng sau khi mở tài khoản, %(regular)s/%(people)s người (%(rate)s) còn dùng thường"
        " xuyên"
    )
    return said % facts + _basis(reached)


def _basis(reached: list[tuple[str, CohortCell]]) -> str:
    """The cohorts that are three months old; few are said to be few."""
    months = [month for month, _cell in reached]
    if len(months) == 1:
        return _(": mới có một đợt, tháng %s") % months[0]
    rates = [cell.rate or 0 for _month, cell in reached]
    facts = {
        "count": len(months),
        "first": months[0],
        "last": months[-1],
        "low": min(rates),
        "high": max(rates),
    }
    said = (
        _(": mới có %(count)d đợt, %(first)s–%(last)s, từ %(low)d%% đến %(high)d%%")
        if len(months) < _ENOUGH
        else _(": %(count)d đợt, %(first)s–%(last)s, từ %(low)d%% đến %(high)d%% tùy đợt")
    )
    return said % facts
