"""Forms of the account page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Delegation
from mailsvc.message.addresses import parse_addresses
from webui.shared.fields import DateText, Line, Text


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


class LendForm(forms.Form):
    """To whom one's mailbox is lent, how, and for which days (both included)."""

    deputy = Line(
        label=_("Địa chỉ người được ủy quyền"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-people": ""}),
    )
    manner = forms.ChoiceField(label=_("Gửi thư"), choices=Delegation.Manner.choices)
    first_on = DateText(label=_("Từ ngày"), required=True)
    last_on = DateText(label=_("Hết ngày"), required=True)
    may_read = forms.BooleanField(
        label=_("Cho đọc và sắp xếp cả thư đến của tôi"),
        required=False,
        help_text=_("Không chọn: người được ủy quyền chỉ gửi thư, không đọc được hộp thư."),
    )

    def clean_deputy(self) -> str:
        people = parse_addresses(self.cleaned_data["deputy"])
        if len(people) != 1 or not people[0].address:
            raise forms.ValidationError(_("Ghi địa chỉ thư của một người."))
        return people[0].address

    def to_command(self) -> dict[str, Any]:
        """The arguments of `lend_own_mailbox`."""
        data = self.cleaned_data
        return {
            "deputy_address": data["deputy"],
            "may_read": data["may_read"],
            "manner": Delegation.Manner(data["manner"]),
            "valid_from": data["first_on"],
            "valid_to": data["last_on"] + timedelta(days=1),
        }


class BlockForm(forms.Form):
    """The lines under every mail of an agency; the service says how many."""

    text = Text(label=_("Phần chung của cơ quan"), rows=6, required=False)
