"""States, answers and actions in the words of an office."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.operations.trace import Tie
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_services import Handling

_State = QueuedRecipient.State


@dataclass(frozen=True)
class Tag:
    """`tone` is a class of the stylesheet: late, soon, done or nothing."""

    word: str
    tone: str = ""


def state_tag(state: str, *, attempts: int = 0, is_by_operator: bool = False) -> Tag:
    """A recipient's state: colour never stands alone."""
    if state == _State.HELD:
        return Tag(_("đang giữ"), "soon") if is_by_operator else Tag(_("bị giữ vì lỗi"), "late")
    if state == _State.DUE and attempts:
        return Tag(_("chờ gửi lại"), "soon")
    return {
        _State.DUE: Tag(_("chờ gửi")),
        _State.CLAIMED: Tag(_("đang gửi")),
        _State.DELIVERED: Tag(_("đã tới"), "done"),
        _State.FAILED: Tag(_("không tới"), "late"),
    }[_State(state)]


def outcome_tag(outcome: str) -> Tag:
    """How one attempt ended."""
    return {
        "delivered": Tag(_("đã nhận"), "done"),
        "deferred": Tag(_("hẹn lại"), "soon"),
        "failed": Tag(_("từ chối"), "late"),
        "held": Tag(_("lỗi lạ"), "late"),
    }.get(outcome, Tag(outcome))


def handling_tag(handling: Handling) -> Tag:
    """What became of one recipient of a set."""
    return {
        Handling.DONE: Tag(_("đã làm"), "done"),
        Handling.UNDER_WAY: Tag(_("đang gửi, không đụng được"), "soon"),
        Handling.FINISHED: Tag(_("đã xong từ trước")),
        Handling.HELD: Tag(_("đang giữ: thả ra trước"), "soon"),
        Handling.NOT_HELD: Tag(_("không bị giữ")),
        Handling.SCHEDULED: Tag(_("người gửi hẹn giờ sau"), "soon"),
        Handling.GONE: Tag(_("không còn trong hàng đợi")),
    }[handling]


def source_word(source: str) -> str:
    """The door a mail came through."""
    return {
        "mx": _("máy chủ khác"),
        "submission": _("chương trình thư của cán bộ"),
        "web": _("trang web"),
        "system": _("hệ thống"),
        "site": _("điểm nối"),
        "forward": _("chuyển tiếp của một hộp thư ở đây"),
    }.get(source, source)


def tie_word(tie: Tie) -> str:
    """How another mail belongs to this one."""
    return {
        Tie.REPORT: _("báo cáo về thư này, gửi cho người gửi"),
        Tie.REPORTED: _("thư mà báo cáo này nói tới"),
        Tie.SAME_MAIL: _("cùng một thư, nhận lần khác"),
    }[tie]


def journal_word(action: str) -> str:
    """What a person did."""
    return {
        "hold_mail": _("giữ lại"),
        "release_mail": _("thả ra"),
        "retry_mail": _("cho gửi lại ngay"),
        "drop_mail": _("bỏ khỏi hàng đợi"),
    }.get(action, action)


def age_word(at: datetime, now: datetime) -> str:
    """How long ago, in one unit."""
    return span_word(now - at)


def span_word(span: timedelta) -> str:
    """A length of time in one unit."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    if minutes < 60:
        return ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)d giờ", "%(n)d giờ", hours) % {"n": hours}
    return ngettext("%(n)d ngày", "%(n)d ngày", hours // 24) % {"n": hours // 24}


def spent_word(duration_ms: int) -> str:
    """How long an attempt took."""
    if duration_ms < 1000:
        return _("%(n)d ms") % {"n": duration_ms}
    return _("%(n)s giây") % {"n": number_format(duration_ms / 1000, 1)}
