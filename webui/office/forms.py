"""Forms of the account page."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class PasswordForm(PasswordChangeForm):
    """Old and new page password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["old_password"].widget.attrs["autofocus"]  # the page has other parts

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("Mật khẩu hiện tại chưa đúng."),
        "password_mismatch": _("Hai lần gõ mật khẩu mới chưa giống nhau."),
    }


class AppPasswordForm(forms.Form):
    """What the new app password is for."""

    label = forms.CharField(
        label=_("Dùng cho chương trình, máy nào"),
        max_length=60,
        help_text=_("Ví dụ: Thunderbird máy phòng 203, điện thoại."),
    )
