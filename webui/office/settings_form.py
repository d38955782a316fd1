"""The form of the settings page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.preferences.models import PageLength, Receipts, TextSize, Theme, UndoSend
from mailsvc.preferences.wishes import Wishes


def _whole(value: str) -> int:
    return int(value)


class SettingsForm(forms.Form):
    """One field for each wish, in the groups of the page."""

    theme = forms.ChoiceField(label=_("Màu nền"), choices=Theme.choices)
    text_size = forms.ChoiceField(label=_("Cỡ chữ"), choices=TextSize.choices)
    page_length = forms.TypedChoiceField(
        label=_("Số thư trên một trang"), choices=PageLength.choices, coerce=_whole
    )
    shows_conversations = forms.BooleanField(label=_("Gộp thư cùng một trao đổi"), required=False)
    shows_preview_line = forms.BooleanField(
        label=_("Hiện dòng đầu của thư trong danh sách"), required=False
    )
    writes_rich = forms.BooleanField(
        label=_("Soạn thư có chữ đậm, nghiêng, danh sách"), required=False
    )
    undo_send_s = forms.TypedChoiceField(
        label=_("Cho lấy lại thư sau khi bấm Gửi"), choices=UndoSend.choices, coerce=_whole
    )
    receipts = forms.ChoiceField(
        label=_("Khi người gửi muốn biết thư đã đọc"), choices=Receipts.choices
    )
    has_letter_shortcuts = forms.BooleanField(
        label=_("Phím tắt một chữ cái"),
        required=False,
        help_text=_(
            "Ví dụ bấm c để soạn thư. Để tắt nếu đồng chí gõ Telex: chữ gõ nhầm chỗ sẽ thành lệnh. "
            "Phím tắt có Alt hoặc Ctrl luôn dùng được."
        ),
    )

    def look(self) -> list[forms.BoundField]:
        """The fields about how pages look."""
        return [self[name] for name in ("theme", "text_size")]

    def reading(self) -> list[forms.BoundField]:
        """The fields about the list and reading."""
        return [
            self[name]
            for name in ("page_length", "shows_conversations", "shows_preview_line", "receipts")
        ]

    def writing(self) -> list[forms.BoundField]:
        """The fields about writing."""
        return [self[name] for name in ("undo_send_s", "writes_rich")]

    def keys(self) -> list[forms.BoundField]:
        """The fields about the keyboard."""
        return [self["has_letter_shortcuts"]]

    def to_command(self) -> Wishes:
        """The wishes to keep."""
        return Wishes(**self.cleaned_data)
