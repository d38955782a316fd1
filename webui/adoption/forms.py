"""Forms of the statistics place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import Line, Reason


class LookForm(forms.Form):
    """Whose month, and why."""

    payroll_number = Line(label=_("Số hiệu cán bộ"), max_length=20)
    reason = Reason(label=_("Lý do xem, người đó sẽ đọc được"))

    def to_command(self) -> dict[str, str]:
        """The arguments of `look_at_person`."""
        data = self.cleaned_data
        return {"payroll_number": data["payroll_number"], "reason": data["reason"]}
