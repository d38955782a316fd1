"""Lines of the books about paper: posts, kept copies, numbers of state secrets; and their print."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from docflow.papers.services import ENVELOPES_MAX, NOTE_MAX, PLACE_MAX
from docflow.printing.tables import FORMATS
from docflow.rules.levels import Secrecy
from docflow.rules.states import Direction
from webui.shared.fields import DateText, Line

People = Sequence[tuple[int, str]]


class _Symbol(Line):
    """The document, as one reads it off the paper."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Số, ký hiệu văn bản đi"),
            max_length=42,
            help_text=_("Như trong sổ văn bản đi, ví dụ 15/QĐ-STTTT."),
            widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
            error_messages={"required": _("Ghi số, ký hiệu văn bản.")},
        )


class PostForm(forms.Form):
    """What is handed over, to which place, in how many envelopes."""

    symbol = _Symbol()
    posted_on = DateText(
        label=_("Ngày chuyển"), required=True, error_messages={"required": _("Ghi ngày chuyển.")}
    )
    to_place = Line(
        label=_("Nơi nhận"),
        max_length=PLACE_MAX,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
        error_messages={"required": _("Ghi nơi nhận.")},
    )
    envelopes = forms.IntegerField(
        label=_("Số lượng bì"), initial=1, min_value=1, max_value=ENVELOPES_MAX
    )
    note = Line(label=_("Ghi chú"), max_length=NOTE_MAX, required=False)


class CopyForm(forms.Form):
    """Which kept copy, who uses it, who has allowed it."""

    symbol = _Symbol()
    user_pk = forms.TypedChoiceField(label=_("Người sử dụng"), coerce=int)
    allowed_by_pk = forms.TypedChoiceField(label=_("Người cho phép"), coerce=int)
    used_on = DateText(
        label=_("Ngày lấy"), required=True, error_messages={"required": _("Ghi ngày lấy.")}
    )
    note = Line(label=_("Ghi chú"), max_length=NOTE_MAX, required=False)

    def __init__(
        self, data: QueryDict | None, *, people: People, leaders: People, **options: object
    ) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        none = ("", _("– chọn –"))
        self.fields["user_pk"].choices = [none, *people]  # type: ignore[attr-defined]
        self.fields["allowed_by_pk"].choices = [none, *leaders]  # type: ignore[attr-defined]


class SecretForm(forms.Form):
    """Number, level, from whom, who keeps it. There is no box for what it says."""

    direction = forms.ChoiceField(label=_("Sổ"), choices=Direction.choices)
    level = forms.ChoiceField(
        label=_("Độ mật"), choices=[one for one in Secrecy.choices if one[0] != Secrecy.NONE]
    )
    issuer = Line(
        label=_("Cơ quan ban hành"),
        max_length=PLACE_MAX,
        required=False,
        help_text=_("Văn bản đến: tên cơ quan. Văn bản đi: để trống."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    holder_pk = forms.TypedChoiceField(label=_("Người giữ bản giấy"), coerce=int)

    def __init__(self, data: QueryDict | None, *, people: People) -> None:
        super().__init__(data)
        none = ("", _("– chọn –"))
        self.fields["holder_pk"].choices = [none, *people]  # type: ignore[attr-defined]


class PrintForm(forms.Form):
    """Which days of a book, and as what."""

    since = DateText(label=_("Từ ngày"), required=True)
    until = DateText(label=_("Đến ngày"), required=True)
    kind = forms.ChoiceField(
        label=_("Dạng tệp"), choices=[(kind, f".{kind}") for kind in FORMATS], initial="pdf"
    )

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối phải từ ngày đầu trở đi."))
