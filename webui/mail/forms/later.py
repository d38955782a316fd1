"""When a mail is to come back."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.base.clock import VIETNAM
from webui.shared.fields import DateText

MORNING, AFTERNOON = time(7, 30), time(13, 30)
CHOICES = (
    ("afternoon", _("Chiều nay (13:30)")),
    ("tomorrow", _("Sáng mai (7:30)")),
    ("monday", _("Sáng thứ Hai (7:30)")),
    ("days3", _("Sau 3 ngày")),
    ("days7", _("Sau 7 ngày")),
    ("on", _("Ngày khác…")),
)
_DAYS = {"tomorrow": 1, "days3": 3, "days7": 7}


@lru_cache(maxsize=10)
def list_moments(_language: str) -> tuple[tuple[str, str], ...]:
    """The choices in the language of now: plain words, which compare fast."""
    return tuple((value, str(label)) for value, label in CHOICES)


class LaterForm(forms.Form):
    """One of a few usual moments, or a day."""

    when = forms.ChoiceField(label=_("Khi nào"), choices=CHOICES, initial="tomorrow")
    on = DateText(label=_("Ngày khác"))
    folder = forms.CharField(max_length=240, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("when") == "on" and not data.get("on") and "on" not in self.errors:
            self.add_error("on", _("Gõ ngày cần hẹn."))
        return data

    def due_at(self, now: datetime) -> datetime:
        """The moment, in Vietnam's time."""
        today = now.astimezone(VIETNAM).date()
        when = self.cleaned_data["when"]
        if when == "afternoon":
            return _at(today, AFTERNOON)
        if when == "monday":
            return _at(today + timedelta(days=7 - today.weekday()), MORNING)
        if when == "on":
            return _at(self.cleaned_data["on"], MORNING)
        return _at(today + timedelta(days=_DAYS[when]), MORNING)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=VIETNAM)
