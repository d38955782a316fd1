"""Up to which day a book is closed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import DateText


class CloseForm(forms.Form):
    """The last day that changes no more."""

    until = DateText(
        label=_("Khóa đến hết ngày"),
        required=True,
        help_text=_("31/12 là khóa cả sổ năm."),
        error_messages={"required": _("Ghi ngày cuối được khóa.")},
    )
