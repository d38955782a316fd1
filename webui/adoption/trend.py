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
    steps = target_steps(points)
    baselines = [one for one in list_baselines() if one.tier_id is None]
    declared = [Declared(one.ym, one.percent) for one in baselines]
    context = {
        "message": _message(points, steps),
        "trend": draw_trend(points, steps, declared),
        "baselines": baselines,
        "lines": list(reversed(points)),
    }
    return render_month(request, "trend.html", report, context, here="trend")


def _message(points: list[TrendPoint], steps: list[Step]) -> str:
    if len(points) < 2:
        return _("Mới có một tháng, chưa vẽ được diễn biến")
    facts = {
        "start": points[0].figures.percent or 0,
        "end": points[-1].figures.percent or 0,
        "months": len(points) - 1,
    }
    moved = facts["end"] - facts["start"]
    if moved > 0:
        said = _("Từ %(start)d%% lên %(end)d%% sau %(months)d tháng") % facts
    elif moved < 0:
        said = _("Từ %(start)d%% xuống %(end)d%% sau %(months)d tháng") % facts
    else:
        said = _("Vẫn %(end)d%% sau %(months)d tháng") % facts
    return said + _ending(points[-1], steps)


def _ending(point: TrendPoint, steps: list[Step]) -> str:
    step = next((one for one in steps if one.year == point.ym // 100), None)
    if step is None:
        return ""
    facts = {"percent": step.percent, "year": step.year}
    if 100 * point.figures.regular >= step.percent * point.figures.eligible:
        return _(", đạt chỉ tiêu %(percent)d%% của năm %(year)d") % facts
    return _(", chưa đạt chỉ tiêu %(percent)d%% của năm %(year)d") % facts
