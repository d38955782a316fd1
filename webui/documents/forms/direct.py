"""A leader's opinion: text, one lead, co-operating, informed, deadline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.routing.commands import DirectCommand, Receiver, read_receiver
from docflow.rules.workdays import add_working_days
from webui.documents.forms.due import Due, DueText, check_due
from webui.shared.fields import Text

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]
_SUGGESTED_DAYS = (1, 2, 3, 5, 7, 10, 15)


class DirectForm(forms.Form):
    """Receivers are `u<pk>` for a unit and `p<pk>` for a person of the agency."""

    text = Text(
        label=_("Ý kiến chỉ đạo"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Ghi ý kiến chỉ đạo.")},
    )
    lead = forms.ChoiceField(
        label=_("Chủ trì (một)"),
        error_messages={"required": _("Chọn một đơn vị hoặc một người chủ trì.")},
    )
    due_on = DueText(label=_("Hạn giải quyết"), suggestions="due_days")
    cooperating = forms.MultipleChoiceField(
        label=_("Phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    informed = forms.MultipleChoiceField(
        label=_("Để biết"), required=False, widget=forms.CheckboxSelectMultiple
    )

    needs_approval = forms.BooleanField(label=_("Tôi xem kết quả rồi mới kết thúc"), required=False)

    def __init__(
        self,
        *args: object,
        receivers: Sequence[Group] = (),
        codes: Mapping[str, str] = MappingProxyType({}),
        today: date,
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.today = today
        groups = [group for group in receivers if group[1]]
        self.fields["lead"].choices = [  # type: ignore[attr-defined]
            ("", _("– chọn –")),
            *((name, [_coded(one, codes) for one in choices]) for name, choices in groups),
        ]
        for name in ("cooperating", "informed"):
            self.fields[name].choices = groups  # type: ignore[attr-defined]

    @property
    def due_days(self) -> list[tuple[date, int]]:
        """Days to choose from, counted in working days from today."""
        return [(add_working_days(self.today, days), days) for days in _SUGGESTED_DAYS]

    def clean_due_on(self) -> Due:
        return check_due(self.cleaned_data["due_on"], self.today)

    def clean(self) -> None:
        lead = self.cleaned_data.get("lead")
        helpers = set(self.cleaned_data.get("cooperating", ()))
        if lead and lead in helpers:
            self.add_error("cooperating", _("Đã chủ trì thì không ghi phối hợp nữa."))
        if {lead, *helpers} & set(self.cleaned_data.get("informed", ())):
            self.add_error("informed", _("Đã chủ trì hoặc phối hợp thì không ghi để biết nữa."))

    def to_command(self, document_pk: int) -> DirectCommand:
        data = self.cleaned_data
        return DirectCommand(
            document_pk=document_pk,
            text=data["text"],
            lead=read_receiver(data["lead"]),
            cooperating=_receivers(data["cooperating"]),
            informed=_receivers(data["informed"]),
            due_on=data["due_on"].on,
            due_days=data["due_on"].days,
            needs_approval=data["needs_approval"],
        )


def _coded(choice: Choice, codes: Mapping[str, str]) -> Choice:
    """The unit's code first: it is what one types to come to it in the list."""
    value, label = choice
    return (value, f"{codes[value]} – {label}") if value in codes else choice


def _receivers(values: Iterable[str]) -> tuple[Receiver, ...]:
    return tuple(read_receiver(value) for value in values)
