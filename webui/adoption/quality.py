"""Data quality: denominators one may not trust, outages, months that wait, every revision."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mailsvc.base import clock
from mailsvc.digests.words import warning_lines
from mailsvc.directory.actor import Actor
from mailsvc.usage.access import may_keep, may_see_agency
from mailsvc.usage.bits import first_day, month_of
from mailsvc.usage.counts import Source
from mailsvc.usage.quality import Notice, WaitingMonth, list_waiting_months, list_warnings
from mailsvc.usage.selectors import AgencyLine, Report
from webui.adoption.forms import LookForm
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import read_report
from webui.shared.http import WebRequest

FLAGS = {
    "mismatch": gettext_lazy("số kê khai khác bảng lương"),
    "adjusted": gettext_lazy("hơn một phần mười số người có ngày nghỉ trừ ra"),
    "outage": gettext_lazy("có ngày mất đường truyền"),
    "split": gettext_lazy("đã chia tách, không cộng lại được"),
    "merged": gettext_lazy("gồm cả cơ quan đã nhập vào"),
}


@dataclass(frozen=True)
class Doubt:
    """An agency whose figure wants a word."""

    name: str
    source: str
    is_weak: bool
    words: list[str]
    cut_off: int


@require_safe
def quality(request: WebRequest) -> HttpResponse:
    """One month's doubts; an agency's only to who may see its figures."""
    report = read_report(request)
    if report is None:
        return render_empty(request, here="quality")
    doubtful = [line for line in report.agencies if _is_doubtful(line)]
    seen = [line for line in doubtful if may_see_agency(request.actor, line.pk)]
    waiting = list_waiting_months()
    warnings = list_warnings(clock.today()) if may_keep(request.actor) else []
    lines = warning_lines(warnings)
    context = {
        "message": "; ".join(
            (
                _message(report, doubtful, (*waiting, *warnings)),
                *_standing(waiting, warnings, len(lines)),
            )
        ),
        "doubts": [_doubt(line) for line in seen],
        "unseen": len(doubtful) - len(seen),
        "sources": _sources(report),
        "waiting": waiting,
        **_for_keepers(request.actor, lines),
    }
    return render_month(request, "quality.html", report, context, here="quality")


def _for_keepers(actor: Actor, lines: list[str]) -> dict[str, object]:
    """The digest of the week and the door to one person's month: for who keeps the figures."""
    if not may_keep(actor):
        return {}
    return {
        "may_keep": True,
        "warnings": lines,
        "warned_on": clock.today(),
        "form": LookForm(),
    }


def _is_doubtful(line: AgencyLine) -> bool:
    return bool(line.flags) or line.source != Source.PAYROLL


def _doubt(line: AgencyLine) -> Doubt:
    return Doubt(
        name=line.name,
        source=str(Source(line.source).label),
        is_weak=line.source == Source.ACCOUNTS,
        words=[str(FLAGS.get(flag, flag)) for flag in line.flags],
        cut_off=line.cut_off_days.bit_count(),
    )


def _sources(report: Report) -> list[tuple[str, int]]:
    """How many agencies' denominators come from where."""
    return [
        (str(source.label), sum(line.source == source for line in report.agencies))
        for source in Source
    ]


def _message(report: Report, doubtful: list[AgencyLine], standing: Sequence[object]) -> str:
    """What the shown month says of itself; that all is well only when nothing else stands."""
    facts = {
        "month": first_day(report.ym).strftime("%m/%Y"),
        "some": len(doubtful),
        "all": len(report.agencies),
    }
    if doubtful:
        said = _("Tháng %(month)s: %(some)d/%(all)d cơ quan có số liệu phải lưu ý")
    elif standing:
        said = _("Tháng %(month)s: số liệu của cả %(all)d cơ quan đều lấy từ bảng lương")
    else:
        said = _(
            "Tháng %(month)s: số liệu của cả %(all)d cơ quan đều lấy từ bảng lương, không có gì"
            " phải lưu ý"
        )
    return said % facts


def _standing(waiting: list[WaitingMonth], warnings: list[Notice], count: int) -> Iterator[str]:
    """What stands beside the shown month, each with its own months; `count` lines of warnings."""
    if waiting:
        months = _months(one.month for one in waiting)
        yield _("tháng chờ tính lại: %s") % months
    if warnings:
        now = month_of(clock.today())
        months = _months(first_day(one.facts.get("month", now)) for one in warnings)
        facts = {"count": count, "months": months}
        yield _("%(count)d cảnh báo (tháng %(months)s)") % facts


def _months(days: Iterable[date]) -> str:
    return ", ".join(day.strftime("%m/%Y") for day in sorted(set(days)))
