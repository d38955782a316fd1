"""Lifecycle: who came, stayed, came back and fell away, month by month; counts, never names."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.directory.actor import Actor
from mailsvc.usage.access import may_see_agency
from mailsvc.usage.bits import first_day
from mailsvc.usage.figures import AgencyLine, Lifecycle, Report
from mailsvc.usage.history import list_lifecycles
from mailsvc.usage.rules import SMALL_GROUP, number_text
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import read_report
from webui.shared.http import WebRequest

# Of the drawing: people above the line came or stayed, below it they left.
_LEFT, _RIGHT, _ABOVE, _BELOW = 20, 780, 150, 56


@dataclass(frozen=True)
class Bar:
    """A month of the drawing: heights and places of its four parts."""

    month: date
    x: int
    width: int
    kept: tuple[int, int]
    returned: tuple[int, int]
    fresh: tuple[int, int]
    lapsed: tuple[int, int]
    counts: Lifecycle

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Left:
    """An agency where people fell away; fewer than ten are told as such."""

    name: str
    count: str
    regular: int


@require_safe
def lifecycle(request: WebRequest) -> HttpResponse:
    """Thirteen months that end with the asked one."""
    report = read_report(request)
    if report is None:
        return render_empty(request, here="lifecycle")
    months = [one for one in list_lifecycles(report.ym) if one.fresh + one.kept + one.returned]
    bars = _bars(months)
    lapsed = _lapsed(request.actor, report)
    context = {
        "message": _message(months),
        "bars": bars,
        "lines": list(reversed(bars)),
        "base": _ABOVE + 10,
        "lapsed": lapsed,
        "lapsed_message": _lapsed_message(report, lapsed),
    }
    return render_month(request, "lifecycle.html", report, context, here="lifecycle")


def _lapsed(actor: Actor, report: Report) -> list[Left]:
    """Where people fell away this month, the most first: counts of agencies that may be shown to
    this reader, so that somebody there is asked what is in the way. Of fewer than ten people
    neither the number nor the order is told."""
    seen = [
        line
        for line in report.agencies
        if line.figures.lapsed and not line.is_hidden and may_see_agency(actor, line.pk)
    ]
    return [
        Left(line.name, _left_text(line.figures.lapsed), line.figures.regular)
        for line in sorted(seen, key=lambda line: -_told(line))
    ]


def _left_text(count: int) -> str:
    return number_text(count) if count >= SMALL_GROUP else _("dưới %d") % SMALL_GROUP


def _told(line: AgencyLine) -> int:
    return line.figures.lapsed if line.figures.lapsed >= SMALL_GROUP else 0


def _lapsed_message(report: Report, lapsed: list[Left]) -> str:
    """Names the worst only where it is a group that may be told."""
    month = first_day(report.ym).strftime("%m/%Y")
    if lapsed and lapsed[0].count != _left_text(0):
        return _("Thôi nhiều nhất trong tháng %(month)s: %(name)s") % {
            "month": month,
            "name": lapsed[0].name,
        }
    return _("Nơi có người thôi trong tháng %s: mỗi nơi dưới mười người") % month


def _bars(months: list[Lifecycle]) -> list[Bar]:
    if not months:
        return []
    most = max(one.fresh + one.kept + one.returned for one in months)
    fall = max(max(one.lapsed for one in months), 1)
    scale = min(_ABOVE / most, _BELOW / fall)
    step = (_RIGHT - _LEFT) // len(months)
    return [_bar(one, _LEFT + index * step, step, scale) for index, one in enumerate(months)]


def _bar(one: Lifecycle, x: int, step: int, scale: float) -> Bar:
    base = _ABOVE + 10
    kept, back, fresh = (round(count * scale) for count in (one.kept, one.returned, one.fresh))
    return Bar(
        month=first_day(one.ym),
        x=x + step // 6,
        width=step * 2 // 3,
        kept=(base - kept, kept),
        returned=(base - kept - back, back),
        fresh=(base - kept - back - fresh, fresh),
        lapsed=(base, round(one.lapsed * scale)),
        counts=one,
    )


def _message(months: list[Lifecycle]) -> str:
    if len(months) < 2:
        return _("Mới có một tháng: chưa so được người mới và người thôi dùng")
    last = months[-1]
    facts = {
        "month": first_day(last.ym).strftime("%m/%Y"),
        "come": number_text(last.fresh + last.returned),
        "gone": number_text(last.lapsed),
    }
    if last.fresh + last.returned >= last.lapsed:
        return (
            _(
                "Tháng %(month)s có %(come)s người mới hoặc trở lại dùng thường xuyên,"
                " %(gone)s người thôi"
            )
            % facts
        )
    return (
        _(
            "Tháng %(month)s có %(gone)s người thôi dùng thường xuyên, chỉ %(come)s người mới hoặc"
            " trở lại"
        )
        % facts
    )
