"""Forms of who keeps the figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Agency, Tier
from mailsvc.payroll.models import Leave
from mailsvc.usage.bits import first_day, month_of, parse_month
from mailsvc.usage.papers import BASIS_MAX
from mailsvc.usage.versions import NewVersion
from webui.shared.fields import DateText, Line, Reason
from webui.templatetags.adoption import tier_name

_HEADCOUNT_MAX = 999_999
_YEARS = (2000, 2099)


class MonthText(forms.CharField):
    """A month as people type it: 11/2009, 11-2009 or 2009-11; cleaned to 200911."""

    default_error_messages = {"invalid": _("Gõ tháng theo dạng tháng/năm, ví dụ 11/2009.")}

    def __init__(self, **options: Any) -> None:
        attrs = {"placeholder": _("tháng/năm"), "inputmode": "numeric", "autocomplete": "off"}
        options.setdefault("label", _("Tháng"))
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=12, **options)

    def prepare_value(self, value: object) -> object:
        return first_day(value).strftime("%m/%Y") if isinstance(value, int) else value

    def clean(self, value: object) -> int:
        typed = str(super().clean(value)).replace("/", "-")
        head, _dash, tail = typed.partition("-")
        try:
            return parse_month(typed if len(head) > len("11") else f"{tail}-{head:0>2}")
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class AgencyChoice(forms.ChoiceField):
    """An agency's code; the page says which there are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Cơ quan"), **options)


class AgencyForm(forms.Form):
    """A form about one of the agencies given."""

    agency = AgencyChoice()

    def __init__(self, *args: Any, agencies: Iterable[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.code, one.name) for one in agencies]
        self.fields["agency"].choices = [("", _("– chọn cơ quan –")), *choices]  # type: ignore[attr-defined]


class PayrollForm(forms.Form):
    """A month's payroll as a file."""

    month = MonthText()
    file = forms.FileField(
        label=_("Tệp biên chế (CSV hoặc Excel)"),
        help_text=_("Cột: số hiệu, họ tên, cơ quan (mã), chức vụ, loại, từ ngày, đến ngày."),
    )


class LeaveForm(forms.Form):
    """Full days somebody is away, by a paper."""

    payroll_number = Line(label=_("Số hiệu cán bộ"), max_length=20)
    begins_on = DateText(label=_("Từ ngày"), required=True)
    ends_on = DateText(label=_("Đến hết ngày"), required=True)
    reason = forms.ChoiceField(label=_("Lý do"), choices=Leave.Reason.choices)
    document = Line(label=_("Số, ngày của giấy"), max_length=120)

    def to_command(self) -> dict[str, Any]:
        """The arguments of `enter_leave` but for the person."""
        data = self.cleaned_data
        names = ("begins_on", "ends_on", "document")
        return {name: data[name] for name in names} | {"reason": Leave.Reason(data["reason"])}


class OutageForm(AgencyForm):
    """Days on which an agency had no line for half a working day or more."""

    begins_on = DateText(label=_("Từ ngày"), required=True)
    ends_on = DateText(label=_("Đến hết ngày"), required=True)
    source = Line(label=_("Ai xác nhận, bằng giấy tờ gì"), max_length=120)

    def to_command(self) -> dict[str, Any]:
        """The arguments of `enter_outage` but for the agency."""
        return {name: self.cleaned_data[name] for name in ("begins_on", "ends_on", "source")}


class DeclarationForm(AgencyForm):
    """The headcount an agency signs for."""

    month = MonthText()
    count = forms.IntegerField(label=_("Số người"), min_value=1, max_value=_HEADCOUNT_MAX)
    declared_by = Line(label=_("Người ký"), max_length=160)
    declared_on = DateText(label=_("Ngày ký"), required=True)

    def to_command(self) -> dict[str, Any]:
        """The arguments of `declare` but for the agency."""
        data = self.cleaned_data
        names = ("count", "declared_by", "declared_on")
        return {name: data[name] for name in names} | {"ym": data["month"]}


class TargetForm(forms.Form):
    """A share to reach in a year; `scope` is a tier's code, empty for the province."""

    scope = forms.ChoiceField(label=_("Phạm vi"), required=False)
    year = forms.IntegerField(label=_("Năm"), min_value=_YEARS[0], max_value=_YEARS[1])
    percent = forms.IntegerField(label=_("Chỉ tiêu (%)"), min_value=1, max_value=100)
    legal_basis = Line(label=_("Số, ký hiệu văn bản giao chỉ tiêu"), max_length=BASIS_MAX)

    def __init__(self, *args: Any, tiers: Iterable[Tier], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.code, tier_name(one)) for one in tiers]
        self.fields["scope"].choices = [("", _("Toàn tỉnh")), *choices]  # type: ignore[attr-defined]

    def to_command(self) -> dict[str, Any]:
        """The arguments of `enter_target` but for the tier."""
        return {name: self.cleaned_data[name] for name in ("year", "percent", "legal_basis")}


class VersionForm(forms.Form):
    """What "thường xuyên" shall mean from a month on."""

    name = Line(label=_("Tên"), max_length=120)
    month = MonthText(label=_("Áp dụng từ tháng"))
    share = forms.IntegerField(
        label=_("Có việc ở ít nhất bao nhiêu phần trăm số ngày làm việc"),
        min_value=1,
        max_value=100,
    )
    min_weeks = forms.IntegerField(label=_("Rải ra ít nhất mấy tuần"), min_value=0, max_value=5)
    min_outgoing_days = forms.IntegerField(
        label=_("Trong đó ít nhất mấy ngày có gửi hoặc xử lý"), min_value=0, max_value=20
    )
    min_available_days = forms.IntegerField(
        label=_("Chỉ tính người làm việc từ mấy ngày trong tháng"), min_value=1, max_value=20
    )
    legal_basis = Line(label=_("Số, ký hiệu văn bản ban hành"), max_length=BASIS_MAX)

    def to_command(self) -> NewVersion:
        """What `publish_version` and `try_version` are asked."""
        data = dict(self.cleaned_data)
        return NewVersion(first_ym=data.pop("month"), **data)


class RevisionForm(forms.Form):
    """Why a locked month is published anew."""

    reason = Reason()


def month_before(ym: int) -> int:
    """The month a payroll usually is handed in for."""
    return ym - 1 if ym % 100 > 1 else ym - 89


def initial_month(today: date) -> dict[str, int]:
    """The month before this one, as forms begin with it."""
    return {"month": month_before(month_of(today))}
