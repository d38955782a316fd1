"""The one-number page: the figure, the tiers, the worst causes, the way here; one sheet of A4."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.usage import rules, selectors
from mailsvc.usage.selectors import Report, TrendPoint
from webui.adoption.beside import beside_message, companions
from webui.adoption.causes import headline, worst_causes
from webui.adoption.chart import draw_trend
from webui.adoption.frame import render_empty, render_month
from webui.adoption.method import method_text
from webui.adoption.months import previous_month, read_report
from webui.adoption.targets import target_steps
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Change:
    """Percentage points against the month before."""

    points: int
    ym: int

    @property
    def size(self) -> int:
        return abs(self.points)


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """The asked month (`?thang=2009-11`), else the last that is over."""
    report = read_report(request)
    if report is None:
        return render_empty(request, here="home")
    return render_month(request, "home.html", report, one_number(report), here="home")


def one_number(report: Report) -> dict[str, object]:
    """What the page and the sheet of paper show beside the report."""
    points = selectors.list_trend(until=report.ym)
    causes = worst_causes(report.total)
    return {
        "headline": headline(report),
        "change": _change(report, points),
        "causes": causes,
        "causes_message": _("Vì sao người khác chưa dùng: nhiều nhất là %s") % causes[0].text,
        "companions": companions(report),
        "beside_message": beside_message(report.total),
        "trend": draw_trend(points, target_steps(points), [], selectors.list_backcast(points)),
        "method": method_text(report.terms),
    }


def _change(report: Report, points: list[TrendPoint]) -> Change | None:
    """None when the month before is not there or counted by another definition."""
    before = previous_month(report.ym)
    last = next((point for point in points if point.ym == before), None)
    if last is None or last.definition != report.definition:
        return None
    now = rules.percent(report.total.regular, report.total.eligible)
    then = rules.percent(last.figures.regular, last.figures.eligible)
    return None if now is None or then is None else Change(now - then, before)
