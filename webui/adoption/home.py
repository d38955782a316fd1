"""The page: one number, tiers, funnel, agencies, and the trend once there are two months."""

from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.usage import selectors
from mailsvc.usage.access import may_see_all_agencies
from mailsvc.usage.bits import first_day, month_of, month_text, parse_month
from webui.adoption.chart import draw_trend
from webui.adoption.frame import render_page
from webui.adoption.lines import agency_blocks, funnel_lines
from webui.shared.http import WebRequest


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """The asked month (`?thang=2009-11`), else the last that is over."""
    today = clock.today()
    months = selectors.list_months()
    ym = _asked_month(request) or selectors.find_latest_month(today)
    if ym is None:
        return render_page(request, "empty.html", {}, here="home")
    report = selectors.adoption_report(ym)
    context = {
        "report": report,
        "month": first_day(ym),
        "is_provisional": ym >= month_of(today),
        "months": [_month_link(other, ym) for other in reversed(months)],
        "funnel": funnel_lines(report),
        "sees_all": may_see_all_agencies(request.actor),
        "blocks": agency_blocks(request.actor, report),
        "trend": draw_trend(selectors.list_trend(until=ym), report.target),
    }
    return render_page(request, "home.html", context, here="home")


def _asked_month(request: WebRequest) -> int | None:
    text = request.GET.get("thang", "")
    try:
        return parse_month(text) if text else None
    except ValueError:
        raise NotFound("usage_month", _("Tháng phải viết dạng 2009-11.")) from None


def _month_link(ym: int, shown: int) -> dict[str, object]:
    day: date = first_day(ym)
    return {"query": month_text(ym), "day": day, "is_here": ym == shown}
