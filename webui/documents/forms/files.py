"""Several files in one box, with the limit in words."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _

from webui.documents.uploads import Upload, is_pdf, limit_mb

_MEGABYTE = 1024 * 1024
_HEAD = 8


class FilesInput(forms.FileInput):
    """A file box that takes more than one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads; the first must be a PDF where `first_pdf` says so."""

    def __init__(self, *, first_pdf: bool = False, **options: object) -> None:
        self.first_pdf = first_pdf
        accept = {"accept": ".pdf,application/pdf"} if first_pdf else {}
        widget = FilesInput(attrs={"multiple": True, **accept})
        super().__init__(required=False, widget=widget, **options)  # type: ignore[arg-type]

    def clean(self, data: object, initial: object = None) -> list[Upload]:
        uploads = list(data) if isinstance(data, list | tuple) else [data] if data else []
        files: list[Upload] = [super(FilesField, self).clean(one) for one in uploads if one]
        refuse_too_large(files)
        if self.first_pdf and files and not _begins_as_pdf(files[0]):
            raise forms.ValidationError(
                _("Tệp đầu tiên “%(name)s” không phải PDF: văn bản vào sổ phải là tệp PDF.")
                % {"name": files[0].name},
                code="not_pdf",
            )
        return files


def refuse_too_large(files: Sequence[Upload]) -> None:
    """A form error that names the limit and the largest file."""
    total = sum(file.size or 0 for file in files)
    if total <= limit_mb() * _MEGABYTE:
        return
    largest = max(files, key=lambda file: file.size or 0)
    raise forms.ValidationError(
        _("Các tệp nặng %(total)d MB, quá mức %(limit)d MB (nặng nhất: “%(name)s”). ")
        % {"total": total // _MEGABYTE + 1, "limit": limit_mb(), "name": largest.name}
        + _("Đồng chí quét lại ở độ phân giải thấp hơn hoặc tách tệp; chữ đã gõ vẫn còn."),
        code="too_large",
    )


def _begins_as_pdf(upload: Upload) -> bool:
    head = upload.read(_HEAD)
    upload.seek(0)
    return is_pdf(head)
