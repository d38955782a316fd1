"""What to do with chosen mails."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.mailstore.validate import LABELS
from webui.mail.acting import Act
from webui.shared.fields import with_shared_fields

ACTIONS = (
    *("read", "unread", "star", "unstar", "delete", "move", "copy"),
    *("archive", "junk", "notjunk", "label", "unlabel"),
)
_CHOICES = [(name, name) for name in ACTIONS]


class _UidsField(forms.MultipleChoiceField):
    def valid_value(self, value: object) -> bool:
        text = str(value)
        return text.isascii() and text.isdecimal() and 0 < int(text[:11]) < 2**32


@with_shared_fields
class ActForm(forms.Form):
    """The chosen mails of one folder and the button pressed."""

    folder = forms.CharField(max_length=240)
    action = forms.ChoiceField(choices=_CHOICES)
    target = forms.CharField(required=False, max_length=240)
    back = forms.CharField(required=False, max_length=10)
    page = forms.IntegerField(required=False, min_value=1, max_value=999_999)
    q = forms.CharField(required=False, max_length=200)
    view = forms.CharField(required=False, max_length=100)
    label = forms.IntegerField(required=False, min_value=1, max_value=LABELS)
    sure = forms.BooleanField(required=False)
    uids = _UidsField(error_messages={"required": _("Đồng chí chọn thư trước, rồi bấm nút.")})

    def clean_uids(self) -> list[int]:
        return [int(uid) for uid in self.cleaned_data["uids"]]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("action") in {"move", "copy"} and not cleaned.get("target"):
            raise forms.ValidationError(_("Đồng chí chọn thư mục để chuyển tới."))
        if cleaned.get("action") in {"label", "unlabel"} and not cleaned.get("label"):
            raise forms.ValidationError(_("Đồng chí chọn nhãn trong danh sách."))
        return cleaned

    def to_command(self) -> Act:
        data = self.cleaned_data
        label = data["label"] or 0
        return Act(data["action"], data["folder"], data["uids"], data["target"], label)
