"""Asking for more time, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.deadlines.services import Answer
from webui.shared.fields import DateText, Reason, Text

GRANT, REFUSE = "grant", "refuse"


class AskExtensionForm(forms.Form):
    """Until when, and why."""

    due_on = DateText(
        label=_("Xin gia hạn đến"),
        required=True,
        error_messages={"required": _("Ghi ngày xin gia hạn đến.")},
    )
    reason = Reason(label=_("Lý do xin gia hạn"))


class AnswerExtensionForm(forms.Form):
    """Granted to a day, or refused with a reason."""

    decision = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[(GRANT, _("gia hạn")), (REFUSE, _("không gia hạn"))],
        initial=GRANT,
    )
    due_on = DateText(label=_("Gia hạn đến"))
    text = Text(label=_("Lý do, nếu không gia hạn"), rows=2, required=False, max_length=500)

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("decision") == GRANT and not data.get("due_on"):
            self.add_error("due_on", _("Ghi ngày gia hạn đến."))

    def to_answer(self) -> Answer:
        data = self.cleaned_data
        return Answer(data["due_on"] if data["decision"] == GRANT else None, data["text"])
