"""Forms of the survey: an agency's answers, giving a reply back, a new round."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailsvc.survey.rules import COUNT_MAX, COUNTS, LEVEL_MAX, QUESTIONS, Answers, Problem, check
from webui.adoption.survey import words
from webui.shared.fields import DateText, Line, Reason

_YES_NO = [("", "–"), ("1", gettext_lazy("Có")), ("0", gettext_lazy("Không"))]
_LEVELS = [
    ("", "–"),
    ("0", gettext_lazy("Không có trang, hoặc không có dịch vụ công")),
    ("1", gettext_lazy("Mức độ 1: có thông tin về thủ tục")),
    ("2", gettext_lazy("Mức độ 2: tải được mẫu đơn")),
    ("3", gettext_lazy("Mức độ 3: nộp hồ sơ qua mạng")),
    ("4", gettext_lazy("Mức độ 4: trả phí và kết quả qua mạng")),
]
_MAX_DIGITS = len(str(COUNT_MAX))


class Number(forms.Field):
    """A whole number as people type it: `1.203` and `1203` are the same; empty is no answer."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "12"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **options)

    def to_python(self, value: object) -> int | None:
        typed = str(value or "").strip().replace(".", "").replace(" ", "")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= _MAX_DIGITS):
            raise forms.ValidationError(_("Gõ một số nguyên, ví dụ 48."), code="number")
        return int(typed)


class ReplyForm(forms.Form):
    """The ten questions; `version` guards against two people at one reply."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in QUESTIONS:
            self.fields[name] = _field(name)
        self.fields["note"] = Line(
            label=gettext_lazy("Ghi chú cho con số thay đổi nhiều"), required=False, max_length=500
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            for finding in check(self.to_answers()):
                if finding.stops and finding.problem is not Problem.MISSING:
                    self.add_error(finding.question, words.finding_text(finding))
        return data

    def to_answers(self) -> Answers:
        """What is answered so far."""
        return Answers(**{name: self.cleaned_data[name] for name in QUESTIONS})


class StepForm(forms.Form):
    """A button of a reply: it acts on the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReturnForm(StepForm):
    """Why a reply is given back."""

    reason = Reason()


class RoundForm(forms.Form):
    """A new round: the day the answers describe, and until when."""

    as_of = DateText(label=gettext_lazy("Số liệu đến ngày"), required=True)
    due_on = DateText(label=gettext_lazy("Hạn trả lời"), required=True)


def initial_of(answers: Answers) -> dict[str, object]:
    """The answers as the form's fields show them."""
    return {name: _shown(getattr(answers, name)) for name in QUESTIONS}


def _shown(value: int | None) -> object:
    return "" if value is None else int(value)


def _field(name: str) -> forms.Field:
    label = words.QUESTIONS[name]
    if name in COUNTS:
        return Number(label=label)
    if name == "website_level":
        return forms.TypedChoiceField(
            label=label,
            choices=_LEVELS[: LEVEL_MAX + 2],
            required=False,
            coerce=int,
            empty_value=None,
        )
    return forms.TypedChoiceField(
        label=label, choices=_YES_NO, required=False, coerce=lambda v: v == "1", empty_value=None
    )
