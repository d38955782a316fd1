"""Holding a number for a named paper."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from docflow.catalogue.selectors import Choices
from docflow.register.holds import PAPER_MAX
from docflow.rules.kinds import OFFICIAL_LETTER
from docflow.rules.states import Direction
from webui.shared.fields import Line, Reason


class HoldForm(forms.Form):
    """For which paper, of which kind, and why it is not there yet."""

    direction = forms.ChoiceField(label=_("Sổ"), choices=Direction.choices, initial=Direction.OUT)
    doc_type = forms.ChoiceField(
        label=_("Tên loại"),
        initial=OFFICIAL_LETTER,
        help_text=_("Số đi theo từng loại; số đến chung một dãy."),
    )
    paper = Line(
        label=_("Giữ cho văn bản nào"),
        max_length=PAPER_MAX,
        help_text=_("Trích yếu hoặc đơn vị soạn, để người sau biết số này của ai."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Ghi giữ cho văn bản nào.")},
    )
    reason = Reason(label=_("Vì sao phải giữ"))

    def __init__(self, data: QueryDict | None = None, *, types: Choices) -> None:
        super().__init__(data)
        self.fields["doc_type"].choices = types  # type: ignore[attr-defined]
