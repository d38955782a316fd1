"""My use: one's own days of a month, what is missing, what is kept, who has looked."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.base import clock
from mailsvc.payroll.selectors import list_own_leaves
from mailsvc.usage import personal
from mailsvc.usage.bits import days_of, first_day, month_of, month_text
from mailsvc.usage.personal import OwnMonth
from webui.adoption.frame import render_page
from webui.adoption.months import MonthLink, asked_month
from webui.shared.http import WebRequest

_WEEK = 7


@dataclass(frozen=True)
class Day:
    """A day with the letters of what was done on it: Đ, G, X, U."""

    day: date
    letters: str
    is_counted: bool


@dataclass(frozen=True)
class Weeks:
    """A calendar's page; None stands before the first day."""

    heads: list[str]
    rows: list[list[Day | None]]
    counted: int
    excluded: int


@require_safe
def mine(request: WebRequest) -> HttpResponse:
    """The asked month, else this one; nobody else's, whatever is asked."""
    ym = asked_month(request) or month_of(clock.today())
    own = personal.get_own_month(request.actor, ym)
    months = sorted({month_of(clock.today()), ym, *personal.list_own_months(request.actor)})
    context = {
        "own": own,
        "month": first_day(ym),
        "months": [
            MonthLink(month_text(one), first_day(one), one == ym) for one in reversed(months)
        ],
        "message": _message(own),
        "missing": _missing(own),
        "weeks": weeks_of(own),
        "days_message": _days_message(own),
        "looks": personal.list_looks(request.actor),
        "leaves": list_own_leaves(request.actor, ym),
    }
    return render_page(request, "mine.html", context, here="mine")


def _message(own: OwnMonth) -> str:
    facts = {
        "month": first_day(own.ym).strftime("%m/%Y"),
        "days": own.active_days,
        "all": own.available,
    }
    said = _("Tháng %(month)s đồng chí đã dùng thư, văn bản %(days)d/%(all)d ngày làm việc") % facts
    return said + (_(": thường xuyên") if own.is_regular else "")


def _missing(own: OwnMonth) -> list[str]:
    """What is lacking to be regular; nothing for who is, or is not judged this month."""
    if own.is_regular or not own.is_eligible:
        return []
    lacking = [
        (own.needed_days - own.active_days, _("thêm %d ngày có đọc, gửi hoặc xử lý")),
        (own.needed_weeks - own.weeks, _("thêm %d tuần có dùng")),
        (own.needed_outgoing_days - own.outgoing_days, _("thêm %d ngày có gửi hoặc xử lý")),
    ]
    return [text % count for count, text in lacking if count > 0]


def _days_message(own: OwnMonth) -> str:
    if own.read or own.sent or own.processed or own.delegated:
        return _("Những ngày đang lưu")
    return _("Tháng này chưa lưu ngày nào của đồng chí")


def weeks_of(own: OwnMonth) -> Weeks:
    """The month as weeks from Monday."""
    days = days_of(own.ym)
    rows: list[list[Day | None]] = [[None] * days[0].weekday()]
    for day in days:
        if len(rows[-1]) == _WEEK:
            rows.append([])
        rows[-1].append(Day(day, _letters(own, day), day in own.counted))
    heads = [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")]
    return Weeks(heads, rows, own.available, len(days) - own.available)


def _letters(own: OwnMonth, day: date) -> str:
    marks = [
        (own.read, _("Đ")),
        (own.sent, _("G")),
        (own.processed, _("X")),
        (own.delegated, _("U")),
    ]
    return " ".join(letter for days, letter in marks if day in days)
