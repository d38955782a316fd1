"""A deadline as people give it: a day, or a number of working days."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import DateText

_DAYS_MAX = 365


@dataclass(frozen=True)
class Due:
    """One of the two, or neither: the default of the urgency."""

    on: date | None = None
    days: int | None = None


class DueText(DateText):
    """`5` is five working days; everything else is read as a day."""

    def clean(self, value: object) -> Due:
        typed = value.strip() if isinstance(value, str) else ""
        if typed.isdecimal() and len(typed) <= 3:
            if int(typed) > _DAYS_MAX:
                raise forms.ValidationError(_("Nhiều nhất 365 ngày làm việc."))
            return Due(days=int(typed))
        day: date | None = super().clean(value)
        return Due(on=day)


def check_due(due: Due, today: date) -> Due:
    """A day that has gone by is refused."""
    if due.on is not None and due.on < today:
        raise forms.ValidationError(_("Hạn đã qua, đồng chí chọn ngày từ hôm nay."))
    return due
