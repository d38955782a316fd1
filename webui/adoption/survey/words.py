"""The survey's words: questions, findings of the check, indicators."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailsvc.survey.rules import Finding, Problem
from mailsvc.usage.rules import number_text

QUESTIONS = {
    "headcount": gettext_lazy("Cán bộ, công chức trong biên chế (người)"),
    "servers": gettext_lazy("Máy chủ (chiếc)"),
    "computers": gettext_lazy("Máy trạm: máy để bàn và xách tay đang dùng (chiếc)"),
    "computers_on_lan": gettext_lazy("– trong đó nối mạng LAN (chiếc)"),
    "computers_on_internet": gettext_lazy("– trong đó nối Internet (chiếc)"),
    "has_lan": gettext_lazy("Cơ quan có mạng LAN"),
    "has_broadband": gettext_lazy("Có đường truyền băng rộng"),
    "runs_management": gettext_lazy("Dùng hệ thống quản lý, điều hành qua mạng"),
    "website_level": gettext_lazy("Trang thông tin điện tử: mức độ dịch vụ công cao nhất"),
    "has_ageing_equipment": gettext_lazy("Đa số máy cũ, chậm, hay hỏng"),
}

INDICATORS = {
    "servers": gettext_lazy("Máy chủ"),
    "computers": gettext_lazy("Máy trạm"),
    "on_lan": gettext_lazy("Máy trạm nối mạng LAN"),
    "on_internet": gettext_lazy("Máy trạm nối Internet"),
    "per_head": gettext_lazy("Máy trạm trên một cán bộ, công chức"),
    "has_lan": gettext_lazy("Cơ quan có mạng LAN"),
    "has_broadband": gettext_lazy("Cơ quan có băng rộng"),
    "management_seen": gettext_lazy("Cơ quan điều hành qua mạng – đo từ việc thật"),
    "management_declared": gettext_lazy("Cơ quan điều hành qua mạng – tự khai"),
    "website_1": gettext_lazy("Trang thông tin có dịch vụ công mức độ 1"),
    "website_2": gettext_lazy("Trang thông tin có dịch vụ công từ mức độ 2"),
    "ageing": gettext_lazy("Cơ quan có đa số máy cũ, chậm, hay hỏng"),
}

_Words = Callable[[str], str]


def finding_text(finding: Finding) -> str:
    """What is to be mended or looked at, in one sentence."""
    other = "" if finding.other is None else number_text(finding.other)
    words: dict[Problem, _Words] = {
        Problem.MISSING: lambda _other: _("Chưa trả lời."),
        Problem.TOO_LARGE: lambda number: _("Quá lớn: tối đa %s.") % number,
        Problem.LEVEL: lambda _other: _("Mức độ từ 0 đến 4."),
        Problem.MORE_THAN_COMPUTERS: lambda number: _("Nhiều hơn số máy trạm (%s).") % number,
        Problem.LAN_WITHOUT: lambda _other: _(
            "Có máy nối LAN nhưng lại khai cơ quan không có mạng LAN."
        ),
        Problem.NO_HEADCOUNT: lambda _other: _("Phải lớn hơn 0."),
        Problem.PAYROLL_DIFFERS: lambda number: (
            _("Bảng lương của hệ thống có %s người: bảng của tỉnh sẽ lấy số này.") % number
        ),
        Problem.JUMP: lambda number: (
            _("Thay đổi quá nửa so với lần trước (%s): nếu đúng, ghi lý do ở phần ghi chú.")
            % number
        ),
        Problem.MANAGEMENT_UNSEEN: lambda _other: _(
            "Khai là có, nhưng trong tháng lấy số liệu hệ thống chưa thấy việc xử lý văn bản"
            " ở ít nhất một nửa số ngày làm việc."
        ),
        Problem.MANAGEMENT_UNTOLD: lambda _other: _(
            "Khai là không, nhưng hệ thống thấy cơ quan xử lý văn bản trên mạng đều đặn."
        ),
    }
    return words[finding.problem](other)
