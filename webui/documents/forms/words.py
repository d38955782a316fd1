"""The small forms of the document page: a confirmation, a text, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import Reason, Text


class ConfirmForm(forms.Form):
    """A button is enough."""


class RemarkForm(forms.Form):
    """A remark that may be left out."""

    text = Text(label=_("Ghi chú (không bắt buộc)"), rows=2, required=False, max_length=2000)


class NoteForm(forms.Form):
    """A line of work."""

    text = Text(
        label=_("Đã làm gì"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Ghi việc đã làm.")},
    )


class ReasonForm(forms.Form):
    """Why something is returned or struck."""

    reason = Reason()
