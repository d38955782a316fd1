"""Cohorts: of those who first logged in in one month, how many are regular in the months after."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.usage.bits import first_day
from mailsvc.usage.figures import Cohort
from mailsvc.usage.history import list_cohorts
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import read_report
from webui.shared.http import WebRequest

_LATER = 3  # months after which a habit shows
_SHADES = 5
_COLUMNS = 13  # a year after the first log-in, and the month itself


@dataclass(frozen=True)
class Cell:
    """`tone` 0 … 5 shades it; the figure stands in it all the same. Hidden: too few people."""

    text: str
    tone: int


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
    known = {since for one in found for since, _rate in one.cells if since < _COLUMNS}
    columns = range(min(known), max(known) + 1) if known else range(0)
    context = {
        "message": _message(found),
        "columns": columns,
        "rows": [_row(one, columns) for one in found],
    }
    return render_month(request, "cohorts.html", report, context, here="cohorts")


def _row(cohort: Cohort, columns: range) -> Row:
    rates = dict(cohort.cells)
    cells = [_cell(rates[since]) if since in rates else Cell("", 0) for since in columns]
    return Row(first_day(cohort.opened_ym), cohort.people, cells)


def _cell(rate: int | None) -> Cell:
    if rate is None:
        return Cell(_("ẩn"), 0)
    return Cell(f"{rate}%", min(_SHADES, (rate + 19) // 20))


def _message(found: list[Cohort]) -> str:
    rates = [rate for one in found for since, rate in one.cells if since == _LATER]
    known = [rate for rate in rates if rate is not None]
    if not known:
        return _("Chưa đủ ba tháng để biết ai còn dùng sau khi mở tài khoản")
    facts = {"low": min(known), "high": max(known)}
    if facts["low"] == facts["high"]:
        return _("Ba tháng sau khi mở tài khoản, %(high)d%% còn dùng thường xuyên") % facts
    return (
        _(
            "Ba tháng sau khi mở tài khoản, từ %(low)d%% đến %(high)d%% còn dùng thường xuyên,"
            " tùy đợt"
        )
        % facts
    )
