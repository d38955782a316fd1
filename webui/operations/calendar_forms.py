"""A year's named days as rows, its source, and a pair of swapped days to add."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.workdays.calendar import WORKING, Day
from webui.shared.fields import DateText, Line

KINDS = (
    ("holiday", _("Nghỉ lễ, Tết")),
    ("compensatory", _("Nghỉ bù")),
    ("swap", _("Nghỉ hoán đổi")),
    (WORKING, _("Làm bù")),
)
_ENTERED = "entered by an administrator"


class DayForm(forms.Form):
    """One day; a row without its date is no row."""

    on = DateText(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Loại"), choices=KINDS, required=False)
    name = Line(
        label=_("Tên ngày"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> None:
        if self.cleaned_data.get("on") and not self.cleaned_data.get("name"):
            self.add_error("name", _("Ghi tên ngày."))


class YearForm(forms.Form):
    """What the year follows, and two days that change places."""

    source = Line(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Thông báo nghỉ lễ, quyết định hoán đổi của năm: số, ngày."),
        error_messages={"required": _("Ghi căn cứ: thông báo hoặc quyết định của năm.")},
    )
    swap_off = DateText(label=_("Nghỉ hoán đổi ngày"), help_text=_("Một ngày làm việc được nghỉ."))
    swap_work = DateText(label=_("Làm bù ngày"), help_text=_("Thứ bảy hoặc chủ nhật đi làm thay."))

    def clean(self) -> None:
        off, work = self.cleaned_data.get("swap_off"), self.cleaned_data.get("swap_work")
        if bool(off) != bool(work):
            missing = "swap_work" if off else "swap_off"
            self.add_error(missing, _("Ghi cả hai ngày: ngày nghỉ và ngày làm bù."))


DayFormSet = forms.formset_factory(DayForm, extra=3, max_num=80, absolute_max=90)


def to_days(rows: "forms.BaseFormSet[DayForm]", year_form: YearForm, known: list[Day]) -> list[Day]:
    """The days as typed; one that was known keeps its mark."""
    marks = {(day["on"], day["kind"], day["name"]): day["mark"] for day in known}
    days = [_day(row.cleaned_data, marks) for row in rows if row.cleaned_data.get("on")]
    off: date | None = year_form.cleaned_data["swap_off"]
    work: date | None = year_form.cleaned_data["swap_work"]
    if off and work:
        days += [
            _entered(off, "swap", f"Hoán đổi, làm bù {work:%d/%m}"),
            _entered(work, WORKING, f"Làm bù cho {off:%d/%m}"),
        ]
    return days


def initial_rows(days: list[Day]) -> list[dict[str, object]]:
    """The known days as the rows' first values."""
    return [
        {"on": date.fromisoformat(day["on"]), "kind": day["kind"], "name": day["name"]}
        for day in days
    ]


def _day(data: dict[str, object], marks: dict[tuple[str, str, str], str]) -> Day:
    on = f"{data['on']:%Y-%m-%d}"
    kind, name = str(data["kind"] or "holiday"), str(data["name"])
    return Day(on=on, kind=kind, name=name, mark=marks.get((on, kind, name), _ENTERED))


def _entered(on: date, kind: str, name: str) -> Day:
    return Day(on=on.isoformat(), kind=kind, name=name, mark=_ENTERED)
