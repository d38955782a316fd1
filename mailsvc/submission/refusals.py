"""A refusal as the error its caller sees: the web shows the text, the relay maps the code."""

from mailsvc.base.errors import AppError, Forbidden, Invalid, NotFound, TooLarge
from mailsvc.submission.policy import Decision, Refusal

_TEXTS: dict[Refusal, tuple[type[AppError], str]] = {
    Refusal.UNKNOWN_RECIPIENT: (NotFound, "Không có hộp thư %(address)s."),
    Refusal.MAILBOX_SUSPENDED: (Forbidden, "Hộp thư %(address)s đang tạm ngừng nhận thư."),
    Refusal.RELAY_DENIED: (Forbidden, "Máy chủ này không chuyển thư ra ngoài cho người lạ."),
    Refusal.SENDER_DENIED: (Forbidden, "Đồng chí không được gửi thư từ địa chỉ %(address)s."),
    Refusal.HEADER_FROM_DENIED: (Forbidden, "Dòng “Người gửi” không phải địa chỉ của đồng chí."),
    Refusal.NO_RECIPIENTS: (Invalid, "Thư chưa có người nhận."),
    Refusal.TOO_MANY_RECIPIENTS: (TooLarge, "Một thư gửi tối đa %(limit)s người nhận."),
    Refusal.TOO_LARGE: (TooLarge, "Thư lớn quá %(limit)s MB."),
    Refusal.MAIL_LOOP: (Forbidden, "Thư chạy vòng: đã qua quá nhiều máy chủ."),
    Refusal.BARE_NEWLINE: (Invalid, "Thư có ký tự xuống dòng sai quy cách."),
}


def raise_if_refused(decision: Decision, *, address: str = "", limit: int = 0) -> None:
    """Raise the Refused error of a refusal; nothing when the decision is to accept."""
    if decision.refusal is None:
        return
    kind, text = _TEXTS[decision.refusal]
    raise kind(decision.refusal.value, text % {"address": address, "limit": limit})
