"""The filter of the list, and the forms of the actions."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_selectors import QueueFilter
from webui.shared.fields import Line, Reason

_State = QueuedRecipient.State
STATES = [
    ("", _("Mọi thư đang chờ")),
    (_State.DUE.value, _("Chờ gửi")),
    (_State.CLAIMED.value, _("Đang gửi")),
    (_State.HELD.value, _("Bị giữ")),
    (_State.FAILED.value, _("Không tới, 7 ngày qua")),
    (_State.DELIVERED.value, _("Đã tới, 7 ngày qua")),
]
AGES = {
    "30m": (_("quá 30 phút"), timedelta(minutes=30)),
    "1h": (_("quá 1 giờ"), timedelta(hours=1)),
    "4h": (_("quá 4 giờ"), timedelta(hours=4)),
    "1d": (_("quá 1 ngày"), timedelta(days=1)),
    "3d": (_("quá 3 ngày"), timedelta(days=3)),
}


class FilterForm(forms.Form):
    """What is looked for; a field that makes no sense asks for nothing."""

    trang_thai = forms.ChoiceField(label=_("Trạng thái"), choices=STATES, required=False)
    den = Line(label=_("Tên miền nơi đến"), required=False, max_length=253)
    tu = Line(label=_("Tên miền người gửi"), required=False, max_length=253)
    tuoi = forms.ChoiceField(
        label=_("Đã chờ"),
        choices=[
            ("", _("Bao lâu cũng được")),
            *((key, name) for key, (name, _age) in AGES.items()),
        ],
        required=False,
    )

    def to_filter(self) -> QueueFilter:
        """The values that are valid."""
        self.full_clean()
        given = self.cleaned_data
        _name, older_than = AGES.get(given.get("tuoi", ""), ("", None))
        return QueueFilter(
            state=given.get("trang_thai", ""),
            domain=given.get("den", "").casefold().lstrip("@"),
            sender_domain=given.get("tu", "").casefold().lstrip("@"),
            older_than=older_than,
        )


class ConfirmForm(forms.Form):
    """Release and retry: a button is enough."""


class HoldForm(forms.Form):
    """Why it is held."""

    reason = Reason()


class DropForm(forms.Form):
    """Why it is dropped, and whether the sender is told."""

    reason = Reason(help_text=_("Người gửi đọc được lý do này trong báo cáo."))
    tells_sender = forms.BooleanField(label=_("Báo cho người gửi"), required=False, initial=True)
