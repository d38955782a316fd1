"""What may be asked for on the page of the search."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.rules.levels import Urgency
from docflow.rules.states import Direction, State
from docflow.search.query import Query
from webui.shared.fields import DateText, Line

_ANY = ("", _("Tất cả"))
_BOTH = ("", _("Đến và đi"))
_COMMON = ("q", "huong", "nam")
_DUE = (
    ("late", _("Quá hạn")),
    ("today", _("Hạn hôm nay")),
    ("week", _("Trong 7 ngày tới")),
    ("none", _("Không có hạn")),
)


class FindForm(forms.Form):
    """Nothing is required: what is left empty asks nothing."""

    q = Line(
        label=_("Từ ngữ"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Trong mọi ô và trong tệp, không cần dấu"),
            }
        ),
    )
    huong = forms.ChoiceField(label=_("Hướng"), required=False, choices=[_BOTH, *Direction.choices])
    nam = forms.IntegerField(
        label=_("Năm"),
        required=False,
        min_value=1945,
        max_value=9998,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "size": 6,
                "placeholder": _("Năm"),
            }
        ),
    )
    loai = forms.ChoiceField(label=_("Tên loại"), required=False)
    tac_gia = Line(label=_("Cơ quan ban hành"), max_length=200, required=False)
    tt = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[_ANY, *State.choices])
    khan = forms.ChoiceField(label=_("Độ khẩn"), required=False, choices=[_ANY, *Urgency.choices])
    han = forms.ChoiceField(label=_("Thời hạn"), required=False, choices=[_ANY, *_DUE])
    don_vi = forms.ChoiceField(label=_("Đơn vị giữ việc"), required=False)
    tu = DateText(label=_("Từ ngày"))
    den = DateText(label=_("Đến ngày"))

    def __init__(self, data: object, choices: "FindChoices") -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["loai"].choices = [_ANY, *choices.types]  # type: ignore[attr-defined]
        self.fields["don_vi"].choices = [_ANY, *choices.units]  # type: ignore[attr-defined]

    @property
    def common(self) -> list[forms.BoundField]:
        """What is asked for daily: the words."""
        return [self[name] for name in _COMMON]

    @property
    def rare(self) -> list[forms.BoundField]:
        """The other conditions, folded until one of them is in use."""
        return [field for field in self if field.name not in _COMMON]

    @property
    def narrows(self) -> int:
        """How many of the folded conditions are in use, or were filled in wrongly."""
        return sum(1 for field in self.rare if field.value() or field.errors)

    def to_query(self) -> Query:
        """What was asked for; a box with an error asks nothing."""
        data = self.cleaned_data
        return Query(
            text=data.get("q", ""),
            direction=data.get("huong", ""),
            year=data.get("nam"),
            doc_type=data.get("loai", ""),
            issuer=data.get("tac_gia", ""),
            state=data.get("tt", ""),
            urgency=data.get("khan", ""),
            due=data.get("han", ""),
            unit_pk=int(data["don_vi"]) if data.get("don_vi") else None,
            since=data.get("tu"),
            until=data.get("den"),
        )


@dataclass(frozen=True)
class FindChoices:
    """What an agency has to choose from: all that the folded conditions show while none is in use,
    so that they may be kept rendered.
    """

    types: tuple[tuple[str, str], ...]
    units: tuple[tuple[int, str], ...]

    @property
    def unused(self) -> list[forms.BoundField]:
        """The folded conditions, asking nothing."""
        return FindForm({}, self).rare
