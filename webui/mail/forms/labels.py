"""Naming a label, and the buttons beside one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.labels.rules import NAME_CHARS
from mailsvc.mailstore.validate import LABELS
from webui.shared.fields import Line

# By number; a name stands beside every colour, nobody has to tell them apart.
COLOURS = (
    (1, _("Đỏ")),
    (2, _("Cam")),
    (3, _("Xanh lá")),
    (4, _("Xanh dương")),
    (5, _("Tím")),
    (6, _("Xám")),
    (7, _("Hồng")),
    (8, _("Nâu")),
)


class LabelForm(forms.Form):
    """What a label is called, and its colour."""

    name = Line(label=_("Tên nhãn"), max_length=NAME_CHARS)
    colour = forms.TypedChoiceField(label=_("Màu"), choices=COLOURS, coerce=int)


class LabelActForm(forms.Form):
    """A button beside a label."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("change", "delete", "restore")])
    number = forms.IntegerField(min_value=1, max_value=LABELS)
