"""Sharing out a unit's part: to whom, as what, by when."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.routing.commands import SubAssignCommand
from docflow.rules.parts import Part
from webui.documents.forms.due import Due, DueText, check_due
from webui.shared.fields import Text

_ROLES = [
    (Part.LEAD.value, _("làm chính")),
    (Part.COOPERATE.value, _("phối hợp")),
    (Part.INFORM.value, _("để biết")),
]


class SubAssignForm(forms.Form):
    """Without a deadline the unit's own holds."""

    person = forms.TypedChoiceField(
        label=_("Giao cho"),
        coerce=int,
        error_messages={"required": _("Chọn người được giao.")},
    )
    part = forms.ChoiceField(label=_("Vai trò"), choices=_ROLES)
    text = Text(label=_("Nội dung giao"), rows=2, required=False, max_length=2000)
    due_on = DueText(
        label=_("Hạn trong đơn vị"),
        help_text=_("Bỏ trống thì theo hạn của đơn vị; không được sau hạn đó."),
    )

    def __init__(
        self,
        *args: object,
        people: Sequence[tuple[int, str]] = (),
        today: date,
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.today = today
        self.fields["person"].choices = [("", _("– chọn –")), *people]  # type: ignore[attr-defined]

    def clean_due_on(self) -> Due:
        return check_due(self.cleaned_data["due_on"], self.today)

    def to_command(self, document_pk: int) -> SubAssignCommand:
        data = self.cleaned_data
        return SubAssignCommand(
            document_pk=document_pk,
            person_pk=data["person"],
            part=data["part"],
            text=data["text"],
            due_on=data["due_on"].on,
            due_days=data["due_on"].days,
        )
