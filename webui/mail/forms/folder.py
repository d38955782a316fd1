"""The name of a new folder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.base.text import clean_line


class FolderForm(forms.Form):
    """One name; the store says what no folder can be called."""

    name = forms.CharField(
        label=_("Tên thư mục"),
        max_length=60,
        help_text=_("Dấu / tạo thư mục con, ví dụ: Báo cáo/Năm 2009."),
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])
