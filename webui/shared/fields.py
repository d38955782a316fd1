"""Fields as people type: dates in three ways, one line, running text."""

import re
from datetime import date
from typing import TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.base import clock
from mailsvc.base.text import clean_line, nfc

_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%d/%m/%y", "%d-%m-%y")
_SHORT_YEAR = re.compile(r"\D\d{2}$")
_SHORT_YEAR_SPAN = 10
_REASON_MIN = 10


F = TypeVar("F", bound=type[forms.Form])


class _Shared(dict[str, forms.Field]):
    """Fields that are the same ones in each form."""

    def __deepcopy__(self, _memo: object) -> dict[str, forms.Field]:
        return dict(self)


def with_shared_fields(form: F) -> F:
    """For a class of forms that changes none of its fields: a form is made without copying them,
    which costs more than all it is asked to check.
    """
    form.base_fields = _Shared(form.base_fields)
    return form


class DateText(forms.DateField):
    """dd/mm/yyyy in a text box: 1/2/2009, 01-02-2009 and 01022009 are the same day."""

    default_error_messages = {
        "invalid": _("Gõ ngày theo dạng ngày/tháng/năm, ví dụ 21/12/2009."),
        "year": _("Gõ đủ bốn chữ số của năm."),
    }

    def __init__(self, *, required: bool = False, suggestions: str = "", **options: object) -> None:
        attrs = {"placeholder": _("ngày/tháng/năm"), "inputmode": "numeric", "autocomplete": "off"}
        attrs |= {"list": suggestions} if suggestions else {}
        widget = forms.DateInput(format="%d/%m/%Y", attrs=attrs)
        super().__init__(
            required=required,
            input_formats=_FORMATS,
            widget=widget,
            **options,  # type: ignore[arg-type]
        )

    def to_python(self, value: object) -> date | None:
        typed = value.strip() if isinstance(value, str) else value
        day = super().to_python(typed)  # type: ignore[arg-type]
        if day is None or not isinstance(typed, str) or not _SHORT_YEAR.search(typed):
            return day
        if abs(day.year - clock.today().year) > _SHORT_YEAR_SPAN:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: object) -> str:
        return clean_line(super().to_python(value) or "")


class Text(forms.CharField):
    """Running text: NFC, line ends as \\n."""

    def __init__(self, *, rows: int = 3, required: bool = True, **options: object) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(required=required, widget=widget, **options)  # type: ignore[arg-type]

    def to_python(self, value: object) -> str:
        typed = super().to_python(value) or ""
        return nfc(typed.replace("\r\n", "\n").replace("\x00", ""))


class Reason(Text):
    """A reason somebody else will read: at least ten characters."""

    default_error_messages = {
        "required": _("Ghi lý do, ít nhất 10 ký tự."),
        "short": _("Ghi rõ hơn: lý do cần ít nhất 10 ký tự."),
    }

    def __init__(self, **options: object) -> None:
        options.setdefault("label", _("Lý do"))
        super().__init__(rows=2, max_length=500, **options)  # type: ignore[arg-type]

    def to_python(self, value: object) -> str:
        typed = super().to_python(value)
        if typed and len(typed) < _REASON_MIN:
            raise forms.ValidationError(self.error_messages["short"], code="short")
        return typed
