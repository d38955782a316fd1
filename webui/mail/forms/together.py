"""What colleagues do beside a mail: give it to somebody, finish it, comment, say they write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.teamwork.comments import TEXT_CHARS
from webui.shared.fields import Text

ACTIONS = ("assign", "take", "release", "done", "reopen")


class TogetherForm(forms.Form):
    """A button, and with `assign` the colleague chosen."""

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    account = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        is_chosen = "account" in self.errors or cleaned.get("account")
        if cleaned.get("action") == "assign" and not is_chosen:
            raise forms.ValidationError(_("Đồng chí chọn người được giao."))
        return cleaned


class CommentForm(forms.Form):
    """Words between colleagues."""

    text = Text(label=_("Ý kiến nội bộ"), rows=3, max_length=TEXT_CHARS)


class WritingForm(forms.Form):
    """Which mail is being answered, by its key, and whether the page was closed."""

    key = forms.RegexField(r"^[0-9a-f]{32}$")
    is_closed = forms.BooleanField(required=False)
