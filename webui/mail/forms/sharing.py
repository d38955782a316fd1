"""Who works in a shared mailbox: one more person, or another level."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.base import clock
from mailsvc.directory.models import MailboxGrant
from mailsvc.message.addresses import parse_addresses
from webui.shared.fields import DateText, Line

Level = MailboxGrant.Level


class ShareForm(forms.Form):
    """A person, a level, and the days it holds (both included); no last day: until taken back."""

    address = Line(
        label=_("Địa chỉ thư của người được giao"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-people": ""}),
    )
    level = forms.ChoiceField(label=_("Được làm gì"), choices=Level.choices, initial=Level.EDITOR)
    first_on = DateText(label=_("Từ ngày"), required=True)
    last_on = DateText(label=_("Hết ngày (để trống: tới khi thôi)"))

    def clean_address(self) -> str:
        people = parse_addresses(self.cleaned_data["address"])
        if len(people) != 1 or not people[0].address:
            raise forms.ValidationError(_("Ghi địa chỉ thư của một người."))
        return people[0].address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and first < clock.today():
            self.add_error("first_on", _("Ngày bắt đầu sớm nhất là hôm nay."))
        if first and last and last < first:
            self.add_error("last_on", _("Ngày hết hạn phải từ ngày bắt đầu trở đi."))
        return data

    def to_command(self) -> dict[str, Any]:
        """The arguments of `share_mailbox`."""
        data = self.cleaned_data
        last = data["last_on"]
        return {
            "address": data["address"],
            "level": Level(data["level"]),
            "valid_from": data["first_on"],
            "valid_to": last + timedelta(days=1) if last else None,
        }


class LevelForm(forms.Form):
    """Another level for somebody who is in."""

    level = forms.ChoiceField(choices=Level.choices)
