"""What an alert says to somebody who is no engineer: what is wrong, and what to do about it."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from mailsvc.operations.models import Alert

_Kind = Alert.Kind


def title(alert: Alert) -> str:
    """What is wrong, in one sentence."""
    facts = {"subject": alert.subject, **alert.facts}
    if alert.kind == _Kind.CERTIFICATE:
        return _certificate_title(facts)
    if alert.kind == _Kind.JOB and alert.subject == "audit.verify":
        return _("Nhật ký không khớp: có thể đã bị sửa")
    texts = {
        _Kind.STORE: _("Kho thư không nhận thư"),
        _Kind.PART: _("Phần “%(subject)s” của hệ thống không trả lời"),
        _Kind.DISK: _("Đĩa sắp đầy: chỉ còn %(percent)s%% (%(free_mb)s MB) ở %(subject)s"),
        _Kind.HELD: _("%(count)s người nhận bị giữ vì lỗi của chương trình"),
        _Kind.OLD_MAIL: _("%(count)s người nhận chờ thư đã quá lâu"),
        _Kind.DESTINATION: _("%(subject)s không trả lời; %(count)s người nhận đang chờ"),
        _Kind.SENDER: _("%(account)s gửi tới %(count)s người nhận trong một giờ"),
        _Kind.JOB: _("Việc định kỳ “%(subject)s” bị lỗi"),
    }
    return texts[_Kind(alert.kind)] % facts


def advice(alert: Alert) -> tuple[str, str]:
    """What to do, and the page where it is done ("" when it is not done here)."""
    facts = {"subject": alert.subject, "error": "", **alert.facts}
    waiting = reverse("operations:waiting")
    if alert.kind == _Kind.PART:
        return _part_advice(alert.subject), ""
    if alert.kind == _Kind.JOB and alert.subject == "audit.verify":
        text = _("Không xóa, không sửa gì. Báo ngay cho lãnh đạo và người phát triển: %(error)s")
        return text % facts, ""
    texts = {
        _Kind.STORE: (
            _(
                "Thư mới nằm chờ trong hàng đợi, không mất, và tự vào hộp thư khi kho chạy lại. "
                "Xem Dovecot còn chạy không (tệp var/log/dovecot.log) và đĩa còn chỗ không."
            ),
            "",
        ),
        _Kind.DISK: (
            _(
                "Khi đầy hẳn, hệ thống thôi nhận thư mới; máy gửi tự gửi lại sau, thư đã nhận "
                "không mất. Xóa tệp không cần, dời bản sao lưu cũ, hoặc thêm đĩa."
            ),
            "",
        ),
        _Kind.HELD: (
            _(
                "Thư không mất. Mở danh sách, chọn một thư và bấm “Thả ra”. Nếu lại bị giữ, gửi mã "
                "theo dõi và lỗi “%(error)s” cho người phát triển."
            ),
            f"{waiting}?trang_thai=held",
        ),
        _Kind.CERTIFICATE: (
            _(
                "Xin chứng thư mới rồi thay tệp cert.pem và key.pem trong thư mục tls. Quá hạn thì "
                "chương trình thư của cán bộ báo lỗi và một số máy chủ ngừng gửi tới."
            ),
            "",
        ),
        _Kind.OLD_MAIL: (
            _(
                "Mở danh sách để xem nơi đến nào và máy chủ ở đó trả lời gì. Nơi đó báo đã thông "
                "thì bấm “Gửi lại ngay”. Thư chờ tối đa 5 ngày rồi báo lại người gửi."
            ),
            f"{waiting}?tuoi=4h",
        ),
        _Kind.DESTINATION: (
            _(
                "Đường truyền hoặc máy chủ nơi đó đang tắt: gọi cho quản trị nơi đó. Thư chờ ở "
                "đây, không mất, và tự đi khi nơi đó trả lời. Lỗi lần cuối: %(error)s"
            ),
            "",
        ),
        _Kind.SENDER: (
            _(
                "Nhiều khả năng mật khẩu bị lộ. Gọi hỏi người đó; nếu không phải họ gửi thì đổi "
                "mật khẩu, xóa mật khẩu ứng dụng và bỏ thư đang chờ. Quá %(limit)s người nhận "
                "mỗi giờ thì hệ thống tự dừng."
            ),
            waiting,
        ),
        _Kind.JOB: (
            _(
                "Việc này tự chạy lại theo lịch. Nếu lần sau vẫn lỗi, gửi dòng này cho người phát "
                "triển: %(error)s"
            ),
            "",
        ),
    }
    text, url = texts[_Kind(alert.kind)]
    return text % facts, url


def _part_advice(part: str) -> str:
    if part.startswith("relay-"):
        text = _(
            "Một số máy gửi thư phải chờ; phần nhận thư còn lại vẫn chạy. Khởi động lại phần này, "
            "xem tệp var/log/%(part)s.log."
        )
        return text % {"part": part}
    return {
        "relay": _(
            "Hệ thống không nhận thư mới; máy gửi tự gửi lại sau. Khởi động lại phần này, xem tệp "
            "var/log/relay.log."
        ),
        "delivery": _(
            "Thư đã nhận nằm chờ, chưa được chuyển. Khởi động lại phần này, xem tệp "
            "var/log/delivery.log."
        ),
    }.get(
        part,
        _(
            "Không ai kiểm tra hệ thống: các cảnh báo khác có thể đã cũ. Khởi động lại phần này, "
            "xem tệp var/log/jobs.log."
        ),
    )


def _certificate_title(facts: dict[str, object]) -> str:
    if "ends" not in facts:
        return _("Không đọc được chứng thư của cổng thư")
    ends_at = timezone.localtime(datetime.fromisoformat(str(facts["ends"])))
    return _("Chứng thư của cổng thư hết hạn ngày %(day)s") % {"day": format_date(ends_at, "d/m/Y")}
