"""The form of a mailbox's forwarding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.forwarding.rules import TARGETS_MAX


class ForwardForm(forms.Form):
    """Addresses, one a line, and whether a copy stays here."""

    targets = forms.CharField(
        label=_("Chuyển tiếp tới"),
        max_length=TARGETS_MAX * 256,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Mỗi dòng một địa chỉ, tối đa 5."),
    )
    keeps_copy = forms.BooleanField(
        label=_("Giữ một bản trong hộp thư này"), required=False, initial=True
    )

    def to_command(self) -> dict[str, Any]:
        """The arguments of `set_forward`."""
        lines = self.cleaned_data["targets"].replace(",", "\n").splitlines()
        return {
            "targets": [line.strip() for line in lines if line.strip()],
            "keeps_copy": self.cleaned_data["keeps_copy"],
        }
