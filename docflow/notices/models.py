"""The tables of notices and digests; written by `notices.services` and `notices.digest` only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One person was told one thing about one document."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("Được giao việc")
        RETURNED = "returned", _("Việc đã giao bị trả lại")
        REVOKED = "revoked", _("Việc đã giao được rút lại")
        CORRECTED = "corrected", _("Ý kiến chỉ đạo được bổ sung, đính chính")
        RECALLED = "recalled", _("Bên gửi đã thu hồi văn bản")
        REPORTED = "reported", _("Kết quả chờ duyệt")
        DECLINED = "declined", _("Kết quả chưa được duyệt, làm tiếp")
        REOPENED = "reopened", _("Văn bản được mở lại")
        PART_DONE = "part_done", _("Phần việc đã xong")
        EXTENSION_ASKED = "ext_asked", _("Có đề nghị gia hạn")
        EXTENDED = "extended", _("Đã được gia hạn")
        NOT_EXTENDED = "not_extended", _("Không được gia hạn")
        DUE_MOVED = "due_moved", _("Hạn thay đổi theo lịch làm việc")
        DUE_2 = "due-2", _("Còn 2 ngày làm việc")
        DUE_1 = "due-1", _("Còn 1 ngày làm việc")
        DUE_0 = "due-0", _("Hạn hôm nay")
        LATE = "late", _("Đã quá hạn")
        LATE_UNIT = "late-unit", _("Đơn vị có việc quá hạn")
        LATE_LEADER = "late-leader", _("Việc đã chỉ đạo quá hạn nhiều ngày")
        ANSWERED = "answered", _("Văn bản trả lời đã phát hành, hoàn thành được")
        NUDGED = "nudged", _("Lãnh đạo đôn đốc")

    person = models.ForeignKey("directory.Person", on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(
        "docflow.Document", on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=("person", "read_at"), name="docflow_notice_new")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.document_id}"


class Digest(models.Model):
    """The digest of a day, to one account: sent, or nothing to say."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    is_sent = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "day"), name="docflow_digest_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"
