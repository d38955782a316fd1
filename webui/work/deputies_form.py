"""Who acts for me, in what, from when to when, on what paper."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.deputies import DeputeCommand
from mailsvc.directory.models import Deputation
from webui.shared.fields import DateText, Line


class DeputyForm(forms.Form):
    """Both days are included."""

    deputy = forms.TypedChoiceField(
        label=_("Người được ủy quyền"),
        coerce=int,
        error_messages={"required": _("Chọn người được ủy quyền.")},
    )
    scope = forms.ChoiceField(
        label=_("Phạm vi"),
        choices=Deputation.Scope.choices,
        help_text=_("Chỉ với văn bản đến. Người được ủy quyền không ủy quyền lại."),
    )
    first_on = DateText(
        label=_("Từ ngày"), required=True, error_messages={"required": _("Ghi ngày bắt đầu.")}
    )
    last_on = DateText(
        label=_("Đến hết ngày"), required=True, error_messages={"required": _("Ghi ngày cuối.")}
    )
    legal_basis = Line(
        label=_("Số giấy ủy quyền"),
        max_length=100,
        error_messages={"required": _("Ghi số giấy ủy quyền.")},
        help_text=_("Được ghi vào lịch sử của mỗi văn bản: “B thay A theo giấy ủy quyền số …”."),
    )

    def __init__(self, *args: object, people: Sequence[tuple[int, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["deputy"].choices = [("", _("– chọn –")), *people]  # type: ignore[attr-defined]

    def to_command(self) -> DeputeCommand:
        data = self.cleaned_data
        return DeputeCommand(
            deputy_pk=data["deputy"],
            scope=data["scope"],
            first_on=data["first_on"],
            last_on=data["last_on"],
            legal_basis=data["legal_basis"],
        )
