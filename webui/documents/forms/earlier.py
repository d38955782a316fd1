"""Asking for a line to be dated earlier, and the leader's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.register.earlier import PAPER_MAX
from docflow.rules.states import Direction
from webui.shared.fields import DateText, Line, Reason


class EarlierForm(forms.Form):
    """Which book, which day, for which paper, why."""

    direction = forms.ChoiceField(label=_("Sổ"), choices=Direction.choices)
    day = DateText(
        label=_("Ghi ngày"),
        required=True,
        help_text=_("Từ ngày của số gần nhất trong sổ đến hôm qua."),
        error_messages={"required": _("Ghi ngày muốn ghi vào sổ.")},
    )
    paper = Line(
        label=_("Cho văn bản nào"),
        max_length=PAPER_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Ghi cho văn bản nào.")},
    )
    reason = Reason()


class AnswerForm(forms.Form):
    """Yes is a button; no needs a reason."""

    is_granted = forms.BooleanField(required=False, widget=forms.HiddenInput)
    answer = Reason(label=_("Lý do không duyệt"), required=False)

    def clean(self) -> None:
        said = self.cleaned_data
        if not said.get("is_granted") and not said.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Ghi lý do không duyệt, ít nhất 10 ký tự."))
