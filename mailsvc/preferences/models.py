"""The table of preferences; rows are written by `preferences.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Account


class Theme(models.TextChoices):
    AUTO = "auto", _("theo máy tính")
    LIGHT = "light", _("sáng")
    DARK = "dark", _("tối")


class TextSize(models.TextChoices):
    NORMAL = "normal", _("thường")
    LARGE = "large", _("lớn")
    LARGER = "larger", _("rất lớn")


class PageLength(models.IntegerChoices):
    SHORT = 25, "25"
    MIDDLE = 50, "50"
    LONG = 100, "100"


class UndoSend(models.IntegerChoices):
    """Seconds in which a sent mail may be taken back."""

    NONE = 0, _("không chờ")
    SHORT = 5, _("5 giây")
    MIDDLE = 10, _("10 giây")
    LONG = 30, _("30 giây")


class Digest(models.TextChoices):
    """How often somebody is told by mail what waits for him."""

    DAILY = "daily", _("mỗi ngày làm việc")
    WEEKLY = "weekly", _("đầu tuần")
    NEVER = "never", _("không gửi")


class Receipts(models.TextChoices):
    """What happens when a sender asks to hear that his mail was read."""

    ASK = "ask", _("hỏi tôi từng thư")
    INSIDE = "inside", _("tự báo cho người trong hệ thống, người ngoài thì hỏi tôi")
    NEVER = "never", _("không báo, không hỏi")


class Notices(models.TextChoices):
    """What this computer shows when mail comes and no page is looked at."""

    NEVER = "never", _("không báo")
    BARE = "bare", _("báo có thư mới, không nói của ai")
    SENDER = "sender", _("báo có thư mới và tên người gửi")


class Preferences(models.Model):
    """One person's wishes."""

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.AUTO)
    text_size = models.CharField(max_length=10, choices=TextSize.choices, default=TextSize.NORMAL)
    page_length = models.PositiveSmallIntegerField(
        choices=PageLength.choices, default=PageLength.MIDDLE
    )
    undo_send_s = models.PositiveSmallIntegerField(
        choices=UndoSend.choices, default=UndoSend.MIDDLE
    )
    receipts = models.CharField(max_length=10, choices=Receipts.choices, default=Receipts.ASK)
    notices = models.CharField(max_length=10, choices=Notices.choices, default=Notices.NEVER)
    has_letter_shortcuts = models.BooleanField(default=False)
    digest = models.CharField(max_length=10, choices=Digest.choices, default=Digest.DAILY)
    wants_warnings = models.BooleanField(default=True, help_text="the weekly warnings by mail")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(theme__in=Theme.values), name="preferences_theme_known"
            ),
            models.CheckConstraint(
                condition=Q(text_size__in=TextSize.values), name="preferences_text_size_known"
            ),
            models.CheckConstraint(
                condition=Q(page_length__in=PageLength.values), name="preferences_page_length_known"
            ),
            models.CheckConstraint(
                condition=Q(receipts__in=Receipts.values), name="preferences_receipts_known"
            ),
            models.CheckConstraint(
                condition=Q(notices__in=Notices.values), name="preferences_notices_known"
            ),
            models.CheckConstraint(
                condition=Q(undo_send_s__in=UndoSend.values), name="preferences_undo_send_known"
            ),
            models.CheckConstraint(
                condition=Q(digest__in=Digest.values), name="preferences_digest_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.account_id)
