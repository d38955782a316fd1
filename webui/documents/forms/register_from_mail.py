"""Registering a mail: which attachment is the document, which are annexes."""

from collections.abc import Sequence

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from docflow.intake.prefill import AttachmentChoice
from webui.documents.forms.register import RegisterFields


class RegisterFromMailForm(RegisterFields):
    """The nine fields with the mail's attachments to choose from."""

    main = forms.TypedChoiceField(
        label=_("Tệp văn bản"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    annexes = forms.TypedMultipleChoiceField(
        label=_("Phụ lục kèm theo"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: object, attachments: Sequence[AttachmentChoice] = (), **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if not attachments:
            del self.fields["main"], self.fields["annexes"]
            return
        rows = [
            (item.index, f"{item.name} ({filesizeformat(item.size_bytes)})") for item in attachments
        ]
        main, annexes = self.fields["main"], self.fields["annexes"]
        main.choices = [*rows, ("", _("Không có: văn bản là nội dung thư"))]  # type: ignore[attr-defined]
        if len(rows) == 1:
            del self.fields["annexes"]
        annexes.choices = rows  # type: ignore[attr-defined]
        main.initial = next((item.index for item in attachments if item.is_suggested_main), "")
        annexes.initial = [item.index for item in attachments if item.index != main.initial]

    @property
    def main_index(self) -> int | None:
        chosen: int | None = self.cleaned_data.get("main")
        return chosen

    @property
    def indexes(self) -> list[int]:
        """Everything that comes along, the main file first."""
        main = [] if self.main_index is None else [self.main_index]
        return main + [index for index in self.cleaned_data.get("annexes", ()) if index not in main]
