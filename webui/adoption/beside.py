"""The figures that always stand beside the one number: coverage, reach, work, documents in time."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from docflow.routing.timeliness import count_timely
from mailsvc.usage import rules
from mailsvc.usage.bits import first_day, next_first_day
from mailsvc.usage.figures import Figures
from mailsvc.usage.selectors import Report

_FEW = 10  # documents of a month below which no share is told


@dataclass(frozen=True)
class Companion:
    """A share with what it is of."""

    name: str
    share: str
    part: int
    whole: int


def companions(report: Report) -> list[Companion]:
    """Of the payroll first, then of the month's documents, where there were ten and more."""
    total = report.total
    people = [
        (_("đã có tài khoản"), total.accounts),
        (_("có đọc hoặc dùng ít nhất một ngày"), total.reached),
        (_("có gửi hoặc xử lý"), total.outgoing),
        (_("có xử lý văn bản"), total.processed),
        (_("có làm thay người khác"), total.delegated),
    ]
    timely = count_timely(first_day(report.ym), next_first_day(report.ym))
    documents = [
        (_("việc được nhận trong một ngày làm việc"), timely.accepted_next_day, timely.given),
        (_("việc đến hạn đã xong đúng hạn"), timely.done_in_time, timely.due),
        (
            _("việc xong đúng hạn giao ban đầu, không kể gia hạn"),
            timely.done_in_first_time,
            timely.first_due,
        ),
    ]
    return [
        *(_companion(name, part, total.eligible) for name, part in people),
        *(_companion(*one) for one in documents if one[2] >= _FEW),
    ]


def beside_message(total: Figures) -> str:
    """Two figures of the table that say most beside the one number."""
    facts = {
        "accounts": rules.percent_text(total.accounts, total.eligible),
        "reached": rules.percent_text(total.reached, total.eligible),
    }
    return _("%(accounts)s đã có tài khoản, %(reached)s có dùng trong tháng") % facts


def _companion(name: str, part: int, whole: int) -> Companion:
    return Companion(name, rules.percent_text(part, whole), part, whole)
