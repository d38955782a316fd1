"""Finishing: a result in words, or the reply that was sent."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import Text


class CompleteForm(forms.Form):
    """One of the two is needed."""

    result = Text(label=_("Kết quả giải quyết"), rows=3, required=False, max_length=2000)
    reply = forms.TypedChoiceField(
        label=_("Văn bản trả lời"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Kết quả để trống thì ghi “Đã trả lời bằng văn bản số …”."),
    )

    def __init__(
        self, *args: object, replies: Sequence[tuple[int, str]] = (), **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if not replies:
            del self.fields["reply"]
            return
        field = self.fields["reply"]
        field.choices = [("", _("Không có")), *replies]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if not self.cleaned_data.get("result") and not self.cleaned_data.get("reply"):
            self.add_error("result", _("Ghi kết quả, hoặc chọn văn bản trả lời đã phát hành."))
