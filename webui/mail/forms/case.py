"""Which files of a mail go into the file of which document."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

_WHOLE = "mail"


class CaseForm(forms.Form):
    """The ticked files, `mail` for the whole mail, and the document."""

    q = forms.CharField(required=False, max_length=200)
    parts = forms.MultipleChoiceField(
        error_messages={"required": _("Đồng chí chọn ít nhất một tệp để lưu.")}
    )
    document = forms.IntegerField(
        min_value=1,
        max_value=2**31,
        error_messages={"required": _("Đồng chí chọn văn bản có hồ sơ nhận tệp.")},
    )

    def __init__(self, data: object = None, *, indexes: Sequence[int]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["parts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in (*map(str, indexes), _WHOLE)]

    @property
    def ticked(self) -> frozenset[str]:
        """As sent, also where something else is wrong."""
        return frozenset(self.data.getlist("parts") if isinstance(self.data, QueryDict) else ())

    @property
    def indexes(self) -> list[int]:
        return [int(name) for name in self.cleaned_data["parts"] if name != _WHOLE]

    @property
    def wants_mail(self) -> bool:
        return _WHOLE in self.cleaned_data["parts"]
