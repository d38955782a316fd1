"""Which month a page shows: the asked one (`?thang=2009-11`), else the last that is over."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.usage import selectors
from mailsvc.usage.bits import first_day, month_text, next_first_day, parse_month
from mailsvc.usage.selectors import Report
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class MonthLink:
    """A month one may go to."""

    query: str
    day: date
    is_here: bool


def read_report(request: WebRequest) -> Report | None:
    """The month's report; None before any month is there, NotFound for one that is not."""
    ym = asked_month(request) or selectors.find_latest_month(clock.today())
    return selectors.adoption_report(ym) if ym is not None else None


def asked_month(request: WebRequest) -> int | None:
    """`?thang=`; NotFound when it is no month."""
    text = request.GET.get("thang", "")
    try:
        return parse_month(text) if text else None
    except ValueError:
        raise NotFound("usage_month", _("Tháng phải viết dạng 2009-11.")) from None


def month_links(shown: int) -> list[MonthLink]:
    """All months, the newest first."""
    months = reversed(selectors.list_months())
    return [MonthLink(month_text(ym), first_day(ym), ym == shown) for ym in months]


def previous_month(ym: int, back: int = 1) -> int:
    """So many months before: `201001, 1` → 200912."""
    counted = ym // 100 * 12 + ym % 100 - 1 - back
    return counted // 12 * 100 + counted % 12 + 1


def near_months(ym: int) -> dict[str, object]:
    """The month of a page of dated facts, and its neighbours, as a template shows them."""
    after = previous_month(ym, -1)
    return {
        "month": first_day(ym),
        "month_before": month_text(previous_month(ym)),
        "month_after": month_text(after),
    }


def last_day(ym: int) -> date:
    """The last day of the month, or today where that comes first."""
    return min(clock.today(), next_first_day(ym) - timedelta(days=1))
