"""Why people are not regular: the stages of the funnel, and what is lost between them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mailsvc.usage import rules
from mailsvc.usage.figures import Figures
from mailsvc.usage.rules import number_text
from mailsvc.usage.selectors import Report


@dataclass(frozen=True)
class FunnelLine:
    """A stage with its share of the payroll, and how many were lost since the one before."""

    name: str
    count: int
    share: str
    width: int
    lost: int
    is_last: bool


@dataclass(frozen=True)
class Cause:
    """People who are not regular, and why."""

    count: int
    text: str
    share: str
    width: int


def funnel_lines(report: Report) -> list[FunnelLine]:
    """Each stage within the one before it."""
    names = {
        "eligible": _("Trong biên chế"),
        "accounts": _("Đã có tài khoản"),
        "opened": _("Đã đăng nhập lần đầu"),
        "reached": _("Có đọc, dùng trong tháng"),
        "outgoing": _("Có gửi, xử lý trong tháng"),
        "regular": _("Thường xuyên"),
    }
    whole, before = report.total.eligible, report.total.eligible
    lines = []
    for stage in report.funnel:
        lines.append(
            FunnelLine(
                names[stage.code],
                stage.count,
                rules.percent_text(stage.count, whole),
                rules.percent(stage.count, whole) or 0,
                before - stage.count,
                stage.code == "regular",
            )
        )
        before = stage.count
    return lines


def worst_causes(total: Figures) -> list[Cause]:
    """No account, an account never opened, opened but not regular: the largest first."""
    counts = [
        (total.eligible - total.accounts, _("chưa có tài khoản")),
        (total.accounts - total.opened, _("có tài khoản nhưng chưa mở lần nào")),
        (total.opened - total.regular, _("đã mở nhưng chưa dùng thường xuyên")),
    ]
    rows = [
        Cause(
            count,
            text,
            rules.percent_text(count, total.eligible),
            rules.percent(count, total.eligible) or 0,
        )
        for count, text in counts
    ]
    return sorted(rows, key=lambda row: -row.count)


def funnel_message(total: Figures) -> str:
    """The largest loss between two stages, as the page's title."""
    steps = [
        (total.eligible - total.accounts, _("%s người chưa có tài khoản")),
        (total.accounts - total.opened, _("%s người có tài khoản nhưng chưa mở lần nào")),
        (total.opened - total.reached, _("%s người đã mở tài khoản nhưng trong tháng không dùng")),
        (total.reached - total.outgoing, _("%s người chỉ đọc, không gửi hay xử lý")),
        (total.outgoing - total.regular, _("%s người có dùng nhưng chưa đều")),
    ]
    count, text = max(steps, key=lambda step: step[0])
    said = text % f"{number_text(count)}/{number_text(total.eligible)}"
    return _("Lý do lớn nhất chưa dùng thư điện tử: %s") % said


def headline(report: Report) -> str:
    """The one number as a sentence, with the target where the year has one."""
    total, target = report.total, report.target
    if not total.percent:
        return _("Chưa ai thường xuyên dùng thư điện tử")
    said = _("Cứ 100 cán bộ, công chức có %d người thường xuyên dùng thư điện tử") % total.percent
    if target is None:
        return said
    if target.is_reached:
        return _("%(said)s: đạt chỉ tiêu %(percent)d%%") % {"said": said, "percent": target.percent}
    facts = {"said": said, "missing": number_text(target.missing), "percent": target.percent}
    return _("%(said)s: còn thiếu %(missing)s người để đạt %(percent)d%%") % facts
