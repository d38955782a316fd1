"""`manage.py adoption_report 2009-11 [--json] [--fill]`: the month's adoption as a table."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import AppError
from mailsvc.usage import rollup, selectors
from mailsvc.usage.bits import month_text, parse_month
from mailsvc.usage.rules import number_text

_COUNTED = {"figures", "flags", "active_days", "process_days"}


class Command(BaseCommand):
    help = "Tỷ lệ cán bộ, công chức thường xuyên sử dụng thư điện tử trong một tháng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=_month, help="YYYY-MM")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--fill", action="store_true", help="tổng hợp lại tháng này trước")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fill"]:
            rollup.fill(options["month"])
        try:
            report = selectors.adoption_report(options["month"])
        except AppError as error:
            raise CommandError(error.public_text) from error
        self.stdout.write(_json(report) if options["as_json"] else _table(report))


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError:
        raise ArgumentTypeError(f"tháng phải viết dạng 2009-11, không phải {text}") from None


def _json(report: selectors.Report) -> str:
    facts = asdict(report) | {"month": month_text(report.ym), "percent": report.total.percent}
    # A small group is hidden in every output.
    for line in (*facts["agencies"], *facts["tiers"]):
        if line["is_hidden"]:
            line |= dict.fromkeys(line.keys() & _COUNTED)
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str)


def _table(report: selectors.Report) -> str:
    lines = [
        f"Tháng {month_text(report.ym)}, định nghĩa {report.definition}",
        _line("Toàn tỉnh", report.total.share_text),
    ]
    for tier in report.tiers:
        name = f"{tier.name} ({tier.agency_count} đơn vị)"
        lines.append(_line(name, "ẩn" if tier.is_hidden else tier.figures.share_text))
    if report.target:
        target = report.target
        lines.append(
            f"Chỉ tiêu {target.year}: {target.percent}% ({target.legal_basis}),"
            f" còn thiếu {number_text(target.missing)} người"
        )
    lines.append("Phễu: " + " → ".join(number_text(stage.count) for stage in report.funnel))
    lines.extend(
        _line(line.name, "ẩn" if line.is_hidden else line.figures.share_text)
        for line in report.agencies
    )
    return "\n".join(lines)


def _line(name: str, value: str) -> str:
    return f"{name:<42}{value:>20}"
