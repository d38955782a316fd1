"""The month as a file: CSV and XLSX for spreadsheets, JSON for the province's own boards, PDF.

Agencies stand in it as far as the reader may see them; small groups are hidden in every format.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.printing.pdf import print_pdf
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import has_demo_accounts
from mailsvc.sheets.csv_file import write_csv
from mailsvc.sheets.values import Cell, Sheet
from mailsvc.sheets.xlsx_file import write_xlsx
from mailsvc.usage import selectors
from mailsvc.usage.access import may_see_agency
from mailsvc.usage.bits import first_day, month_text, parse_month
from mailsvc.usage.counts import Source
from mailsvc.usage.figures import Figures
from mailsvc.usage.rules import part_text
from mailsvc.usage.selectors import AgencyLine, Report
from webui.adoption.home import one_number
from webui.shared.http import WebRequest

_STYLE = Path(__file__).parent / "paper.css"
_COUNTS = ("accounts", "opened", "reached", "outgoing")


@require_safe
def export(request: WebRequest, month: str, form: str) -> HttpResponse:
    """`/thong-ke/xuat/2009-11.csv`, `.xlsx`, `.json`, `.pdf`."""
    try:
        report = selectors.adoption_report(parse_month(month))
    except ValueError:
        raise NotFound("usage_month", _("Tháng phải viết dạng 2009-11.")) from None
    writers: dict[str, Callable[[WebRequest, Report], HttpResponse]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "json": _json,
        "pdf": _pdf,
    }
    if form not in writers:
        raise NotFound("export", _("Không có dạng tệp này."))
    response = writers[form](request, report)
    name = f"thong-ke-thu-dien-tu_{month}_{report.definition}_r{report.revision}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(request: WebRequest, report: Report) -> HttpResponse:
    content = write_csv(month_sheet(request.actor, report))
    return HttpResponse(content, content_type="text/csv; charset=utf-8")


def _xlsx(request: WebRequest, report: Report) -> HttpResponse:
    content = write_xlsx([month_sheet(request.actor, report)])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, content_type=kind)


def _json(request: WebRequest, report: Report) -> HttpResponse:
    facts = {
        "month": month_text(report.ym),
        "definition": report.definition,
        "revision": report.revision,
        "provisional": report.is_provisional,
        "until": report.last_day.isoformat(),
        "digest": report.digest,
        "total": _figures(report.total, is_shown=True),
        "tiers": [
            {"code": tier.code, "name": tier.name}
            | _figures(tier.figures, is_shown=not tier.is_hidden)
            for tier in report.tiers
        ],
        "agencies": [
            {"code": line.code, "name": line.name, "tier": line.tier_code, "source": line.source}
            | _figures(line.figures, is_shown=_is_shown(request.actor, line))
            for line in report.agencies
        ],
    }
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _pdf(request: WebRequest, report: Report) -> HttpResponse:
    context = {
        "report": report,
        "month": first_day(report.ym),
        "organisation": settings.ORGANISATION,
        "is_demo": has_demo_accounts(),
        **one_number(report),
    }
    html = render_to_string("adoption/paper.html", context)
    content = print_pdf(html, style=_STYLE.read_text(encoding="utf-8"))
    return HttpResponse(content, content_type="application/pdf")


def month_sheet(actor: Actor, report: Report) -> Sheet:
    """The province, its tiers, its agencies."""
    rows = [_row(report, _("Toàn tỉnh"), "", report.total, is_shown=True)]
    for tier in report.tiers:
        rows.append(_row(report, tier.name, "", tier.figures, is_shown=not tier.is_hidden))
        rows += [
            _row(
                report,
                line.name,
                line.code,
                line.figures,
                is_shown=_is_shown(actor, line),
                source=str(Source(line.source).label),
            )
            for line in report.agencies
            if line.tier_code == tier.code
        ]
    return Sheet(
        title=f"{_('Tháng')} {month_text(report.ym)}",
        heads=(
            _("Tháng"),
            _("Cơ quan"),
            _("Mã"),
            "n",
            "N",
            _("Tỷ lệ"),
            _("Tỷ lệ, một số lẻ"),
            _("Có tài khoản"),
            _("Đã mở"),
            _("Có dùng"),
            _("Có gửi, xử lý"),
            _("Mẫu số lấy từ"),
            _("Định nghĩa"),
            _("Lần điều chỉnh"),
            _("Trạng thái"),
        ),
        rows=tuple(rows),
        notes=(
            _("Phần trăm bỏ phần lẻ, không làm tròn lên. Nhóm dưới mười người không hiển thị."),
        ),
    )


def _row(
    report: Report, name: str, code: str, figures: Figures, *, is_shown: bool, source: str = ""
) -> tuple[Cell, ...]:
    """An agency's line; what may not be shown is empty, with the word why."""
    state = _("tạm tính") if report.is_provisional else _("chính thức")
    counts: tuple[Cell, ...] = (None,) * 4
    shares: tuple[Cell, ...] = (None, None, _("không hiển thị"), None)
    if is_shown:
        counts = tuple(getattr(figures, name) for name in _COUNTS)
        part = part_text(figures.regular, figures.eligible)
        shares = (
            figures.regular if part.isdecimal() or "." in part else part,
            figures.eligible,
            figures.percent_text,
            figures.tenths_text,
        )
    ends: tuple[Cell, ...] = (source, report.definition, report.revision, state)
    return (month_text(report.ym), name, code, *shares, *counts, *ends)


def _figures(figures: Figures, *, is_shown: bool) -> dict[str, object]:
    if not is_shown:
        return {"n": None, "N": None, "percent": None}
    part = part_text(figures.regular, figures.eligible)
    is_told = part != "…"
    return {
        "n": figures.regular if is_told else None,
        "N": figures.eligible,
        "percent": figures.percent if is_told else None,
    }


def _is_shown(actor: Actor, line: AgencyLine) -> bool:
    return not line.is_hidden and may_see_agency(actor, line.pk)
