"""One more entry of a list; the last day of one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.catalogue.services import ABBR_MAX, NAME_MAX
from docflow.rules.own import ListKind
from webui.shared.fields import DateText, Line


class ItemForm(forms.Form):
    """Which list, name, abbreviation, from when."""

    kind = forms.ChoiceField(label=_("Danh mục"), choices=ListKind.choices)
    name = Line(
        label=_("Tên"),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "usual"}),
        error_messages={"required": _("Ghi tên.")},
    )
    abbr = Line(
        label=_("Chữ viết tắt"),
        max_length=ABBR_MAX,
        required=False,
        help_text=_("Đứng trong ký hiệu: 05/BCK-STTTT, 12/UBND-VX. Phạm vi lưu hành không cần."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_from = DateText(label=_("Dùng từ ngày"), help_text=_("Để trống là từ hôm nay."))


class EndForm(forms.Form):
    """The last day an entry is offered; empty offers it again."""

    valid_to = DateText(label=_("Dùng đến hết ngày"))
