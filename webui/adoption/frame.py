"""The frame of the statistics place: its pages in the rail, the month picker in the bar."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.directory.actor import Actor
from mailsvc.usage.access import may_keep
from mailsvc.usage.bits import first_day, month_text
from mailsvc.usage.selectors import Report
from webui.adoption.months import month_links
from webui.documents.frame import RailBox
from webui.shared.http import WebRequest


def render_page(
    request: WebRequest,
    template: str,
    context: dict[str, object],
    *,
    here: str,
    status: int = 200,
) -> HttpResponse:
    """A page of the statistics place; `here` is the stem of the page."""
    frame = {"entries": _entries(), "kept": _kept(request.actor), "here": here}
    return render(request, f"adoption/{template}", frame | context, status=status)


def render_month(
    request: WebRequest, template: str, report: Report, context: Mapping[str, object], *, here: str
) -> HttpResponse:
    """A page about one month: the report, and where one may go from it."""
    month = {
        "report": report,
        "month": first_day(report.ym),
        "shown": month_text(report.ym),
        "months": month_links(report.ym),
    }
    return render_page(request, template, {**month, **context}, here=here)


def render_empty(request: WebRequest, *, here: str) -> HttpResponse:
    """Before any month is there: what will come."""
    return render_page(request, "empty.html", {}, here=here)


def _entries() -> list[RailBox]:
    pages = [
        ("home", _("Một con số")),
        ("trend", _("Diễn biến")),
        ("league", _("Theo cơ quan")),
        ("funnel", _("Vì sao chưa dùng")),
        ("cohorts", _("Sau khi mở tài khoản")),
        ("lifecycle", _("Người mới, người thôi dùng")),
        ("quality", _("Chất lượng số liệu")),
        ("survey", _("Khảo sát CNTT")),
        ("mine", _("Tôi đã dùng thế nào")),
    ]
    return [RailBox(name, reverse(f"adoption:{here}"), here) for here, name in pages]


def _kept(actor: Actor) -> list[RailBox]:
    """The pages of who keeps the figures; nothing for everybody else."""
    if not may_keep(actor):
        return []
    pages = [
        ("payroll", _("Biên chế")),
        ("leave", _("Ngày nghỉ")),
        ("outages", _("Mất đường truyền")),
        ("declared", _("Số kê khai")),
        ("closing", _("Chốt số liệu")),
        ("targets", _("Chỉ tiêu")),
        ("versions", _("Định nghĩa")),
    ]
    return [RailBox(name, reverse(f"adoption:{here}"), here) for here, name in pages]
