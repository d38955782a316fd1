"""The two forms of the import and export page."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """Which folder, into what kind of file."""

    folder = forms.ChoiceField(label=_("Thư mục"))
    kind = forms.ChoiceField(
        label=_("Kiểu tệp"),
        choices=[
            ("zip", _("tệp nén .zip, mỗi thư một tệp .eml")),
            ("mbox", _("một tệp mbox (Thunderbird, Apple Mail)")),
        ],
    )

    def __init__(
        self, data: object = None, *, folders: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        self.fields["folder"].choices = list(folders)  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file, and where its mails go: a folder that is there, or one to be made."""

    file = forms.FileField(label=_("Tệp .eml, mbox hoặc .zip"))
    target = forms.ChoiceField(label=_("Đưa vào thư mục"), required=False)
    new_folder = forms.CharField(label=_("Tên thư mục mới"), max_length=60, required=False)

    def __init__(
        self,
        data: object = None,
        files: object = None,
        *,
        folders: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(data, files, **kwargs)  # type: ignore[arg-type]
        self.fields["target"].choices = [("", _("thư mục mới, tên ở dưới")), *folders]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not (data.get("target") or data.get("new_folder")):
            self.add_error("new_folder", _("Chọn thư mục, hoặc đặt tên thư mục mới."))
        return data

    @property
    def folder(self) -> str:
        """The folder's name."""
        return str(self.cleaned_data["target"] or self.cleaned_data["new_folder"].strip())
