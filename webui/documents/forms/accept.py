"""Taking the work: a head of unit may name the officer."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """Without a choice the person takes the work himself."""

    handler = forms.TypedChoiceField(
        label=_("Giao cho"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: object, handlers: Sequence[tuple[int, str]] = (), **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if not handlers:
            del self.fields["handler"]
            return
        field = self.fields["handler"]
        field.choices = [("", _("Tôi nhận")), *handlers]  # type: ignore[attr-defined]

    @property
    def handler_pk(self) -> int | None:
        chosen: int | None = self.cleaned_data.get("handler")
        return chosen
