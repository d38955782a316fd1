"""The small forms of the document page: a confirmation, a text, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import Line, Reason, Text


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


class CorrectForm(forms.Form):
    """Words beside a directive that never changes."""

    text = Text(
        label=_("Ý kiến bổ sung, đính chính"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Ghi ý kiến bổ sung, đính chính.")},
    )


class ResultForm(forms.Form):
    """What came of a part of the work."""

    result = Text(
        label=_("Kết quả phần việc"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Ghi kết quả phần việc.")},
    )


class FileForm(forms.Form):
    """In which case file a document lies."""

    file_code = Line(
        label=_("Số, ký hiệu hồ sơ"),
        max_length=60,
        error_messages={"required": _("Ghi số, ký hiệu hồ sơ.")},
    )


class ReasonForm(forms.Form):
    """Why something is returned or struck."""

    reason = Reason()
