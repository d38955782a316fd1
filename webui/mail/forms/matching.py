"""What to do with all mails that a search finds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.mailstore.validate import LABELS

CHOICES = [
    ("read", _("đánh dấu đã đọc")),
    ("unread", _("đánh dấu chưa đọc")),
    ("star", _("gắn sao")),
    ("unstar", _("bỏ sao")),
    ("label", _("gắn nhãn")),
    ("unlabel", _("bỏ nhãn")),
    ("move", _("chuyển tới thư mục")),
    ("delete", _("bỏ vào Thùng rác")),
]


class MatchingForm(forms.Form):
    """The search, and the act; `sure` comes from the page that names the number."""

    q = forms.CharField(max_length=200)
    folder = forms.CharField(required=False, max_length=240)
    action = forms.ChoiceField(choices=CHOICES)
    target = forms.CharField(required=False, max_length=240)
    label = forms.IntegerField(required=False, min_value=0, max_value=LABELS)
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == "move" and not cleaned.get("target"):
            self.add_error("target", _("Đồng chí chọn thư mục để chuyển tới."))
        if cleaned.get("action") != "move":
            cleaned["target"] = ""
        is_label = cleaned.get("action") in {"label", "unlabel"}
        if is_label and not cleaned.get("label"):
            self.add_error("label", _("Đồng chí chọn nhãn trong danh sách."))
        cleaned["label"] = (cleaned.get("label") or 0) if is_label else 0
        return cleaned
