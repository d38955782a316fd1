"""The form of an absence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.absence.models import Absence
from mailsvc.absence.services import TEXT_CHARS, AbsenceOrder
from webui.shared.fields import DateText


class AbsenceForm(forms.Form):
    """Days (both included), words for inside and outside, who stands in."""

    first_on = DateText(label=_("Vắng từ ngày"), required=True)
    last_on = DateText(label=_("Hết ngày"), required=True)
    inside_text = forms.CharField(
        label=_("Trả lời người trong hệ thống"),
        max_length=TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outside_text = forms.CharField(
        label=_("Trả lời người bên ngoài"),
        max_length=TEXT_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Để trống thì không trả lời người bên ngoài. Không nên nêu lịch công tác."),
    )
    deputy = forms.CharField(
        label=_("Người thay (địa chỉ thư)"),
        max_length=254,
        required=False,
        help_text=_("Tên và địa chỉ người này được ghi thêm vào lời trả lời."),
    )

    def to_command(self) -> AbsenceOrder:
        """What the service is asked for."""
        return AbsenceOrder(**self.cleaned_data)


def shown(absence: Absence) -> dict[str, Any]:
    """The initial values of one that is set."""
    return {
        "first_on": absence.first_on,
        "last_on": absence.last_on,
        "inside_text": absence.inside_text,
        "outside_text": absence.outside_text,
        "deputy": absence.deputy.address if absence.deputy else "",
    }
