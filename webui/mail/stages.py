"""How far a mail has come, and what became of a recall, in words."""

from django.utils.translation import gettext_lazy as _

from mailsvc.outbox.recall import Answer
from mailsvc.outbox.selectors import Stage

STAGES = {
    Stage.AHEAD: _("chờ tới giờ gửi"),
    Stage.QUEUED: _("đang chờ gửi"),
    Stage.RETRYING: _("chưa gửi được, hệ thống đang gửi lại"),
    Stage.HELD: _("đang giữ lại, quản trị hệ thống đã được báo"),
    Stage.RELAYED: _("đã chuyển tới máy chủ của người nhận"),
    Stage.DELIVERED: _("đã vào hộp thư"),
    Stage.READ: _("đã đọc"),
    Stage.FAILED: _("không tới"),
    Stage.STOPPED: _("đã dừng gửi, người nhận không có thư này"),
    Stage.RECALLED: _("đã thu hồi"),
}
TONES = {
    Stage.READ: "done",
    Stage.DELIVERED: "done",
    Stage.RELAYED: "done",
    Stage.FAILED: "late",
    Stage.RETRYING: "soon",
    Stage.HELD: "soon",
}
ANSWERS = {
    Answer.RECALLED: _("đã thu hồi"),
    Answer.STOPPED: _("đã dừng gửi"),
    Answer.READ: _("đã đọc, không thu hồi được"),
    Answer.GONE: _("không còn trong hộp thư, không thu hồi được"),
    Answer.OUTSIDE: _("ở ngoài hệ thống, không thu hồi được"),
    Answer.UNREACHABLE: _("hộp thư chưa trả lời: đồng chí thu hồi lại sau"),
}
