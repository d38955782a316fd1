"""The words of what the weekly digest tells: of agencies, never of a person."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mailsvc.usage.bits import first_day
from mailsvc.usage.quality import Kind, Notice

_MANY = 4  # so many of one kind are told together


def warning_text(notice: Notice) -> str:
    """One line: what is wrong, in which month where it is one's, and what to do about it."""
    facts: dict[str, object] = {"agency": notice.agency, **notice.facts, **_month(notice)}
    words: dict[Kind, str] = {
        Kind.FILL_VERY_LATE: _(
            "Đã %(hours)d giờ chưa tổng hợp số liệu: báo quản trị xem tiến trình chạy nền."
        ),
        Kind.FILL_LATE: _("Đã %(hours)d giờ chưa tổng hợp số liệu."),
        Kind.SILENT: _(
            "%(agency)s: %(days)d ngày làm việc không ai dùng, có thể mất đường truyền. Gọi điện"
            " hỏi trước."
        ),
        Kind.DROP: _(
            "%(agency)s: tháng %(month)s tỷ lệ giảm từ %(from)d%% xuống %(to)d%%. Hỏi xem có gì"
            " vướng."
        ),
        Kind.PAYROLL_MISSING: _(
            "%(agency)s: chưa có tệp biên chế tháng %(month)s, mẫu số còn theo tài khoản."
        ),
        Kind.SHARED: _(
            "%(agency)s: %(count)d tài khoản có dấu hiệu dùng chung. Nhắc cơ quan mỗi người một"
            " tài khoản."
        ),
        Kind.TARGET_DUE: _(
            "Tính đến tháng %(month)s còn thiếu %(missing)d người mới đạt chỉ tiêu, mà hạn đã gần."
        ),
    }
    return words[notice.kind] % facts


def warning_lines(notices: Iterable[Notice]) -> list[str]:
    """A line each; many agencies without a payroll are one line that names them all."""
    given = list(notices)
    missing = [one for one in given if one.kind is Kind.PAYROLL_MISSING]
    waiting = [one.agency for one in missing]
    if len(waiting) < _MANY:
        return [warning_text(one) for one in given]
    others = [warning_text(one) for one in given if one.kind is not Kind.PAYROLL_MISSING]
    facts = {"count": len(waiting), "agencies": ", ".join(waiting), **_month(missing[0])}
    said = _(
        "%(count)d cơ quan chưa có tệp biên chế tháng %(month)s, mẫu số còn theo tài khoản:"
        " %(agencies)s."
    )
    return [*others, said % facts]


def _month(notice: Notice) -> dict[str, str]:
    """The month a warning is of, as it is written; nothing for what is of these days."""
    ym = notice.facts.get("month")
    return {"month": first_day(ym).strftime("%m/%Y")} if ym else {}


def subject_text(count: int, week: int) -> str:
    """The mail's subject says how much there is."""
    facts = {"week": week % 100, "year": week // 100, "count": count}
    return _("Tuần %(week)d/%(year)d: %(count)d cảnh báo về sử dụng thư điện tử") % facts


def body_text(lines: list[str]) -> str:
    """The lines, where to look, and how to get it no more."""
    end = _(
        "Xem thêm: Thống kê, Chất lượng số liệu. Thư này chỉ nói về cơ quan, không nói về người"
        " nào, không dùng để xét thi đua. Không muốn nhận nữa thì tắt ở Tùy chọn."
    )
    return "\n".join([*(f"- {line}" for line in lines), "", end, ""])
