"""The trend: thirteen months with targets, what was declared before, outages, open months."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.usage import selectors
from mailsvc.usage.history import list_baselines
from mailsvc.usage.selectors import TrendPoint
from webui.adoption.chart import Declared, Step, draw_trend
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import read_report
from webui.adoption.targets import target_steps
from webui.shared.http import WebRequest


@require_safe
def trend(request: WebRequest) -> HttpResponse:
    """The thirteen months that end with the asked one."""
    report = read_report(request)
    if report is None:
        return render_empty(request, here="trend")
    points = selectors.list_trend(until=report.ym)
    back = selectors.list_backcast(points)
    steps = target_steps(points)
    baselines = [one for one in list_baselines() if one.tier_id is None]
    declared = [Declared(one.ym, one.percent) for one in baselines]
    context = {
        "message": _message(points, steps),
        "trend": draw_trend(points, steps, declared, back),
        "baselines": baselines,
        "lines": _lines(points, back),
    }
    return render_month(request, "trend.html", report, context, here="trend")


def _lines(points: list[TrendPoint], back: list[TrendPoint]) -> list[TrendPoint]:
    """The newest month first; what was counted back for a month stands under what was measured."""
    return sorted([*points, *back], key=lambda one: (-one.ym, one.is_backcast))


def _message(points: list[TrendPoint], steps: list[Step]) -> str:
    """Compares months of one definition only."""
    if len(points) < 2:
        return _("Mới có một tháng, chưa vẽ được diễn biến")
    same = [one for one in points if one.definition == points[-1].definition]
    start, end = same[0].figures.percent or 0, same[-1].figures.percent or 0
    facts = {
        "start": start,
        "end": end,
        "months": len(same) - 1,
        "definition": same[-1].definition,
    }
    moved = end - start
    if len(same) < 2:
        said = _("Tháng đầu đo theo định nghĩa mới %(definition)s: %(end)d%% dùng thường xuyên")
    elif moved > 0:
        said = _("Dùng thư điện tử thường xuyên: từ %(start)d%% lên %(end)d%% sau %(months)d tháng")
    elif moved < 0:
        said = _(
            "Dùng thư điện tử thường xuyên: từ %(start)d%% xuống %(end)d%% sau %(months)d tháng"
        )
    else:
        said = _("Dùng thư điện tử thường xuyên: vẫn %(end)d%% sau %(months)d tháng")
    return said % facts + _ending(points[-1], steps)


def _ending(point: TrendPoint, steps: list[Step]) -> str:
    step = next((one for one in steps if one.year == point.ym // 100), None)
    if step is None:
        return ""
    facts = {"percent": step.percent, "year": step.year}
    if 100 * point.figures.regular >= step.percent * point.figures.eligible:
        return _(", đạt chỉ tiêu %(percent)d%% của năm %(year)d") % facts
    return _(", chưa đạt chỉ tiêu %(percent)d%% của năm %(year)d") % facts
