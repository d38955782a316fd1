"""`manage.py adoption_report 2009-11 [--json] [--fill]`: the month's adoption as a table.

With the IT survey whose day lies in that month: together they are the table of the article.
"""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import AppError
from mailsvc.survey.selectors import Row, Table, find_table
from mailsvc.usage import rollup, selectors
from mailsvc.usage.bits import days_of, month_text, parse_month
from mailsvc.usage.rules import number_text
from webui.adoption.survey.words import INDICATORS

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
        days = days_of(options["month"])
        survey = find_table(days[0], days[-1])
        write = _json if options["as_json"] else _table
        self.stdout.write(write(report, survey))


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError:
        raise ArgumentTypeError(f"tháng phải viết dạng 2009-11, không phải {text}") from None


def _json(report: selectors.Report, survey: Table | None) -> str:
    facts = asdict(report) | {
        "month": month_text(report.ym),
        "percent": report.total.percent,
        "survey": [_facts(row, survey) for row in survey.rows] if survey else None,
    }
    # A small group is hidden in every output.
    for line in (*facts["agencies"], *facts["tiers"]):
        if line["is_hidden"]:
            line |= dict.fromkeys(line.keys() & _COUNTED)
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str)


def _facts(row: Row, survey: Table) -> dict[str, Any]:
    tiers = {tier.code: value.text for tier, value in zip(survey.tiers, row.tiers, strict=True)}
    total = row.total
    return {
        "code": row.indicator.code,
        "value": total.text,
        "part": total.part,
        "whole": total.whole,
        "tiers": tiers,
    }


def _table(report: selectors.Report, survey: Table | None) -> str:
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
    return "\n".join([*lines, *(_survey_lines(survey) if survey else ())])


def _survey_lines(survey: Table) -> list[str]:
    """The province, and each tier behind it."""
    head = f"Điều tra hạ tầng CNTT {survey.round.year}: {survey.signed}/{survey.asked} cơ quan"
    names = " | ".join(tier.name_vi for tier in survey.tiers)
    return [f"{head} (toàn tỉnh | {names})", *(_survey_line(row) for row in survey.rows)]


def _survey_line(row: Row) -> str:
    total = f"{row.total.text} ({row.total.fraction})" if row.total.fraction else row.total.text
    values = " | ".join([total, *(value.text for value in row.tiers)])
    return f"{INDICATORS[row.indicator.code]!s:<52}{values}"


def _line(name: str, value: str) -> str:
    return f"{name:<42}{value:>20}"
