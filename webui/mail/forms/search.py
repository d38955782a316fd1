"""The search form: what it asks for becomes words and operators for the one box."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.labels.rules import Label
from mailsvc.mailstore.query import parse_day

_SIZES = [("", _("bất kỳ")), ("1", "1 MB"), ("5", "5 MB"), ("10", "10 MB")]


class _DayField(forms.CharField):
    def clean(self, value: object) -> date | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        day = parse_day(text)
        if day is None:
            raise forms.ValidationError(_("Gõ ngày như 21/12/2009, hoặc tháng như 12/2009."))
        return day


class SearchForm(forms.Form):
    """Every field is optional; together they make the text of a search."""

    words = forms.CharField(required=False, max_length=120, label=_("Có các từ"))
    phrase = forms.CharField(required=False, max_length=80, label=_("Có đúng cụm từ"))
    without = forms.CharField(required=False, max_length=60, label=_("Không có từ"))
    sender = forms.CharField(required=False, max_length=60, label=_("Người gửi"))
    recipient = forms.CharField(required=False, max_length=60, label=_("Người nhận"))
    subject = forms.CharField(required=False, max_length=80, label=_("Tiêu đề có"))
    filename = forms.CharField(required=False, max_length=60, label=_("Tên tệp kèm"))
    after = _DayField(required=False, max_length=10, label=_("Từ ngày"))
    before = _DayField(required=False, max_length=10, label=_("Trước ngày"))
    larger = forms.ChoiceField(required=False, choices=_SIZES, label=_("Lớn hơn"))
    label = forms.ChoiceField(required=False, label=_("Có nhãn"))
    has_file = forms.BooleanField(required=False, label=_("Có tệp kèm"))
    is_unread = forms.BooleanField(required=False, label=_("Chưa đọc"))
    is_starred = forms.BooleanField(required=False, label=_("Có sao"))

    def __init__(self, *args: Any, labels: Sequence[Label] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(label.name, label.name) for label in labels]
        self.fields["label"].choices = [("", _("bất kỳ")), *named]  # type: ignore[attr-defined]

    def to_text(self) -> str:
        """What one would have typed."""
        data = self.cleaned_data
        parts = [data["words"], _phrase(data["phrase"])]
        parts += [f"-{word}" for word in data["without"].split()]
        for name, key in (("sender", "từ"), ("recipient", "đến"), ("subject", "td")):
            parts += [_field(key, data[name])]
        parts += [_field("tệp", data["filename"])]
        parts += [_field("nhãn", data["label"])]
        for name, key in (("after", "sau"), ("before", "trước")):
            parts += [f"{key}:{data[name]:%d/%m/%Y}"] if data[name] else []
        parts += [f"lớn:{data['larger']}MB"] if data["larger"] else []
        for name, typed in (("has_file", "có:tệp"), ("is_unread", "là:chưađọc")):
            parts += [typed] if data[name] else []
        parts += ["là:sao"] if data["is_starred"] else []
        return " ".join(part for part in parts if part)


def _phrase(value: str) -> str:
    bare = " ".join(value.replace('"', " ").split())
    return f'"{bare}"' if bare else ""


def _field(key: str, value: str) -> str:
    bare = " ".join(value.replace('"', " ").split())
    if not bare:
        return ""
    return f'{key}:"{bare}"' if " " in bare else f"{key}:{bare}"
