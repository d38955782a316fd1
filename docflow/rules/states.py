"""Words for states, directions, roles and codes; the tables of transitions use them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Văn bản đến, văn bản đi."""

    IN = "in", _("Văn bản đến")
    OUT = "out", _("Văn bản đi")


class State(TextChoices):
    """Where a document stands; incoming and outgoing share the column, never a state but `void`."""

    REGISTERED = "registered", _("Đã vào sổ")
    PRESENTED = "presented", _("Đã trình")
    DIRECTED = "directed", _("Đã có ý kiến chỉ đạo")
    IN_PROGRESS = "in_progress", _("Đang giải quyết")
    REPORTED = "reported", _("Chờ duyệt kết quả")
    COMPLETED = "completed", _("Đã giải quyết")
    NOTED = "noted", _("Lưu để biết")
    FILED = "filed", _("Đã lập hồ sơ")
    RECALLED = "recalled", _("Hủy theo thu hồi")
    VOID = "void", _("Hủy dòng sổ")

    DRAFT = "draft", _("Dự thảo")
    CONTENT_REVIEW = "content_review", _("Chờ duyệt nội dung")
    SIGNING = "signing", _("Trình ký")
    APPROVED = "approved", _("Đã duyệt, chờ cấp số")
    RETURNED = "returned", _("Trả lại")
    NUMBERED = "numbered", _("Đã cấp số")
    SEALED = "sealed", _("Đã đóng dấu")
    ISSUED = "issued", _("Đã phát hành")


# Of what goes out.
BEARING_NUMBERS = (State.NUMBERED, State.SEALED, State.ISSUED)


class FileRole(TextChoices):
    """What a file is to its document."""

    MAIN = "main", _("văn bản")
    ANNEX = "annex", _("phụ lục")
    SOURCE = "source", _("thư gốc")
    PAPER = "paper", _("tài liệu trong hồ sơ")  # of the work on it; never sent with it


class Carrier(TextChoices):
    """How a dispatch travels."""

    LOCAL = "local", _("liên thông")
    MAIL = "mail", _("thư điện tử")


class StatusCode(TextChoices):
    """Receipt codes of the exchange format (QCVN 102:2016/BTTTT)."""

    ARRIVED = "01", _("Đã đến")
    REFUSED = "02", _("Từ chối tiếp nhận")
    REGISTERED = "03", _("Đã tiếp nhận")
    ASSIGNED = "04", _("Phân công")
    PROCESSING = "05", _("Đang xử lý")
    DONE = "06", _("Hoàn thành")


class MailCode(TextChoices):
    """What became of the mail of a dispatch; ours, so no digits beside the receivers' codes."""

    SENT = "s", _("Máy chủ thư của nơi nhận đã nhận")
    FAILED = "f", _("Không gửi được thư")


class DispatchState(TextChoices):
    """The furthest a dispatch has come; `sent` and `failed` are for carrier mail."""

    QUEUED = "queued", _("Đang gửi")
    FAILED = "failed", _("Không gửi được")
    SENT = "sent", _("Đã gửi")
    DELIVERED = "delivered", _("Đã đến")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    REGISTERED = "registered", _("Đã tiếp nhận")
    ASSIGNED = "assigned", _("Đã phân công")
    PROCESSING = "processing", _("Đang xử lý")
    DONE = "done", _("Hoàn thành")


EVENT_CODES = [*StatusCode.choices, *MailCode.choices]

# In the order of the way: who reports a later code has the document all the same.
STATE_OF_CODE: dict[str, DispatchState] = {
    MailCode.FAILED: DispatchState.FAILED,
    MailCode.SENT: DispatchState.SENT,
    StatusCode.ARRIVED: DispatchState.DELIVERED,
    StatusCode.REFUSED: DispatchState.REFUSED,
    StatusCode.REGISTERED: DispatchState.REGISTERED,
    StatusCode.ASSIGNED: DispatchState.ASSIGNED,
    StatusCode.PROCESSING: DispatchState.PROCESSING,
    StatusCode.DONE: DispatchState.DONE,
}

_ORDER = (DispatchState.QUEUED, *STATE_OF_CODE.values())
_BEFORE_WORK = (
    DispatchState.QUEUED,
    DispatchState.SENT,
    DispatchState.DELIVERED,
    DispatchState.REGISTERED,
)


def next_dispatch_state(current: str, code: str) -> DispatchState:
    """The state after a report: codes may be skipped, a late one never lowers the state.

    A refusal ends the way; it may still come after 03 when the receiver has struck his entry.
    """
    reported, now = STATE_OF_CODE[code], DispatchState(current)
    if reported == DispatchState.REFUSED:
        return reported if now in _BEFORE_WORK else now
    if now == DispatchState.REFUSED:
        return now
    return reported if _ORDER.index(reported) > _ORDER.index(now) else now
