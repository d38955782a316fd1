"""The form of the settings page."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.preferences.models import (
    Digest,
    Notices,
    PageLength,
    Receipts,
    TextSize,
    Theme,
    UndoSend,
)
from mailsvc.preferences.wishes import Wishes


def _whole(value: str) -> int:
    return int(value)


class SettingsForm(forms.Form):
    """One field for each wish that has its effect, in the groups of the page."""

    theme = forms.ChoiceField(label=_("Màu nền"), choices=Theme.choices)
    text_size = forms.ChoiceField(label=_("Cỡ chữ"), choices=TextSize.choices)
    page_length = forms.TypedChoiceField(
        label=_("Số thư trên một trang"), choices=PageLength.choices, coerce=_whole
    )
    undo_send_s = forms.TypedChoiceField(
        label=_("Cho lấy lại thư sau khi bấm Gửi"), choices=UndoSend.choices, coerce=_whole
    )
    receipts = forms.ChoiceField(
        label=_("Khi người gửi yêu cầu báo đã đọc"), choices=Receipts.choices
    )
    has_letter_shortcuts = forms.BooleanField(
        label=_("Phím tắt một chữ cái"),
        required=False,
        help_text=_(
            "c soạn thư, r trả lời, e lưu trữ, # xóa, j và k xuống lên, ? xem tất cả. Để tắt nếu "
            "đồng chí gõ Telex: chữ gõ nhầm chỗ sẽ thành lệnh. Ctrl+Enter gửi thư thì luôn dùng "
            "được."
        ),
    )

    notices = forms.ChoiceField(
        label=_("Báo trên màn hình khi có thư mới"),
        choices=Notices.choices,
        required=False,
        help_text=_("Chỉ khi trang đang bị che. Không bao giờ hiện tiêu đề hay nội dung thư."),
    )

    digest = forms.ChoiceField(
        label=_("Thư tóm tắt việc đang chờ"),
        choices=Digest.choices,
        help_text=_("Gửi buổi sáng, chỉ khi có việc chờ đồng chí hoặc thông báo chưa xem."),
    )

    wants_warnings = forms.BooleanField(
        label=_("Thư cảnh báo hằng tuần về số liệu sử dụng"),
        required=False,
        help_text=_("Chỉ nói về cơ quan, mỗi tuần nhiều nhất một thư, không có gì thì không gửi."),
    )

    def __init__(self, *args: Any, is_told: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_told:
            del self.fields["wants_warnings"]

    def clean_notices(self) -> str:
        """A form without the field asks for none."""
        return str(self.cleaned_data["notices"] or Notices.NEVER)

    def look(self) -> list[forms.BoundField]:
        """The fields about how pages look."""
        return [self[name] for name in ("theme", "text_size")]

    def reading(self) -> list[forms.BoundField]:
        """The fields about the list and reading."""
        return [self[name] for name in ("page_length", "receipts")]

    def writing(self) -> list[forms.BoundField]:
        """The fields about writing."""
        return [self["undo_send_s"]]

    def telling(self) -> list[forms.BoundField]:
        """The fields about being told."""
        names = ("notices", "digest", "wants_warnings")
        return [self[name] for name in names if name in self.fields]

    def keys(self) -> list[forms.BoundField]:
        """The fields about the keyboard."""
        return [self["has_letter_shortcuts"]]

    def to_command(self, before: Wishes) -> Wishes:
        """The wishes to keep; those the form does not ask for stay as they are."""
        return replace(before, **self.cleaned_data)
