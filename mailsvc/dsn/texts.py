"""What a report says to people: the reason of a refusal in plain words, by enhanced code."""

import re

from mailsvc.dsn.rules import Action

# RFC 3463 §3, by subject and detail; the first digit (class) is left out.
_REASONS: dict[str, tuple[str, str]] = {
    "1.1": ("không có hộp thư này", "there is no such mailbox"),
    "1.2": ("không có tên miền này", "there is no such domain"),
    "1.3": ("địa chỉ viết sai", "the address is malformed"),
    "1.10": ("tên miền này không nhận thư", "this domain takes no mail"),
    "2.1": ("hộp thư đang tạm ngừng", "the mailbox is disabled"),
    "2.2": ("hộp thư của người nhận đã đầy", "the recipient's mailbox is full"),
    "2.3": ("thư quá lớn đối với người nhận", "the mail is too large for the recipient"),
    "3.0": (
        "hệ thống thư không nhận, hoặc đã bỏ thư này",
        "the mail system did not take this mail, or removed it",
    ),
    "3.4": ("thư quá lớn", "the mail is too large"),
    "4.4": ("không tìm được đường tới máy chủ nhận", "no way to the receiving server was found"),
    "4.6": ("thư chạy vòng giữa các máy chủ", "the mail was looping"),
    "4.7": (
        "máy chủ nhận không trả lời trong nhiều ngày",
        "the receiving server did not take it for days",
    ),
    "6.3": (
        "máy chủ nhận không nhận được thư đã ký có chữ 8 bit",
        "the receiving server does not take signed mail with 8-bit content",
    ),
    "6.7": ("máy chủ nhận không hiểu địa chỉ có dấu", "the receiver does not take such addresses"),
    "7.1": ("máy chủ nhận từ chối", "the receiving server refused it"),
}
_OTHER = ("máy chủ nhận từ chối", "the receiving server refused it")
_CODE = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})")

_SUBJECTS = {
    Action.FAILED: "Thư không gửi được (Undelivered)",
    Action.DELAYED: "Thư chưa gửi được, vẫn đang gửi (Delayed)",
    Action.DELIVERED: "Thư đã tới (Delivered)",
    Action.RELAYED: "Thư đã chuyển tiếp (Relayed)",
    Action.EXPANDED: "Thư đã tới nhóm (Expanded)",
}
_OPENINGS = {
    Action.FAILED: (
        "Thư của đồng chí KHÔNG tới được những người nhận sau:",
        "Your mail could NOT be delivered to:",
    ),
    Action.DELAYED: (
        "Thư của đồng chí CHƯA tới được những người nhận sau; hệ thống vẫn tự gửi lại, đồng chí\n"
        "không cần làm gì thêm:",
        "Your mail has NOT YET been delivered to the following; we keep trying, and you need not\n"
        "do anything:",
    ),
    Action.DELIVERED: ("Thư của đồng chí đã tới:", "Your mail has been delivered to:"),
    Action.RELAYED: (
        "Thư của đồng chí đã được chuyển sang máy chủ không báo kết quả, cho:",
        "Your mail has been relayed to a server that sends no reports, for:",
    ),
    Action.EXPANDED: (
        "Thư của đồng chí đã tới địa chỉ nhóm và được gửi cho từng thành viên:",
        "Your mail has reached a group and been sent on to each member:",
    ),
}
_CLOSINGS = (
    "Những người nhận khác, nếu có, không liên quan tới thông báo này.\n"
    "Thư này do hệ thống tự viết, xin đừng trả lời.",
    "Other recipients, if any, are not concerned.\nThis report was written by the system; "
    "please do not reply.",
)


def subject(action: Action, original: str) -> str:
    """The subject line, with the mail's own behind it."""
    return f"{_SUBJECTS[action]}: {original}" if original else _SUBJECTS[action]


def opening(action: Action) -> tuple[str, str]:
    """The first sentence, in Vietnamese and English."""
    return _OPENINGS[action]


def reason(enhanced: str) -> tuple[str, str]:
    """Why, in Vietnamese and English."""
    found = _CODE.fullmatch(enhanced)
    return _REASONS.get(found[1], _OTHER) if found else _OTHER


def retry_until(moment: str) -> tuple[str, str]:
    """How long the system goes on trying."""
    return (
        f"Hệ thống còn gửi lại tới {moment}.",
        f"We keep trying until {moment}.",
    )


def closing() -> tuple[str, str]:
    """The last sentences."""
    return _CLOSINGS
