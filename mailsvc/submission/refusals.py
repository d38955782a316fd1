"""A refusal as the error its caller sees: the web shows the text, the relay maps the code."""

from collections.abc import Sequence

from mailsvc.base.errors import AppError, Busy, Forbidden, Invalid, NotFound, TooLarge
from mailsvc.submission.policy import Decision, Refusal

_TEXTS: dict[Refusal, tuple[type[AppError], str]] = {
    Refusal.UNKNOWN_RECIPIENT: (NotFound, "Không có hộp thư %(address)s."),
    Refusal.MAILBOX_SUSPENDED: (Forbidden, "Hộp thư %(address)s đang tạm ngừng nhận thư."),
    Refusal.MAILBOX_FULL: (TooLarge, "Hộp thư %(address)s đã đầy, không nhận được thư này."),
    Refusal.MAILBOX_FULL_NOW: (Busy, "Hộp thư %(address)s đang đầy, xin gửi lại sau."),
    Refusal.GROUP_DENIED: (Forbidden, "Đồng chí không được gửi thư tới nhóm %(address)s."),
    Refusal.RELAY_DENIED: (Forbidden, "Máy chủ này không chuyển thư ra ngoài cho người lạ."),
    Refusal.SITE_LOOP: (Forbidden, "Thư chạy vòng: tên miền %(address)s thuộc chính nơi gửi."),
    Refusal.SENDER_DENIED: (Forbidden, "Đồng chí không được gửi thư từ địa chỉ %(address)s."),
    Refusal.HEADER_FROM_DENIED: (Forbidden, "Dòng “Người gửi” không phải địa chỉ của đồng chí."),
    Refusal.HEADER_SENDER_DENIED: (
        Forbidden,
        "Dòng “Sender” không phải địa chỉ của đồng chí.",
    ),
    Refusal.FORGED_INSIDE: (Forbidden, "Thư mạo danh người trong hệ thống."),
    Refusal.NO_RECIPIENTS: (Invalid, "Thư chưa có người nhận."),
    Refusal.TOO_MANY_RECIPIENTS: (TooLarge, "Một thư gửi tối đa %(limit)s người nhận."),
    Refusal.TOO_LARGE: (TooLarge, "Thư lớn quá %(limit)s MB."),
    Refusal.MAIL_LOOP: (Forbidden, "Thư chạy vòng: đã qua quá nhiều máy chủ."),
    Refusal.HEADER_TOO_LARGE: (TooLarge, "Phần đầu thư quá dài."),
    Refusal.BARE_NEWLINE: (Invalid, "Thư có ký tự xuống dòng sai quy cách."),
    Refusal.STATE_SECRET: (
        Forbidden,
        "Thư có dấu độ mật không được gửi qua hệ thống này. Hãy chuyển bằng văn bản giấy, "
        "theo quy định về bảo vệ bí mật nhà nước.",
    ),
    Refusal.INTERNAL_ONLY: (
        Forbidden,
        "Thư ghi “lưu hành nội bộ” không được gửi ra ngoài. Hãy bỏ người nhận: %(outside)s.",
    ),
}


def raise_if_refused(
    decision: Decision, *, address: str = "", limit: int = 0, outside: Sequence[str] = ()
) -> None:
    """Raise the Refused error of a refusal; nothing when the decision is to accept."""
    if decision.refusal is None:
        return
    kind, text = _TEXTS[decision.refusal]
    names = ", ".join(outside)
    raise kind(
        decision.refusal.value, text % {"address": address, "limit": limit, "outside": names}
    )
