"""Drafting: type, subject, text, Nơi nhận, annexes."""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from docflow.documents.files import StoredFile
from docflow.routing.commands import DraftContent, RecipientRef
from docflow.rules.kinds import OFFICIAL_LETTER
from docflow.rules.levels import Urgency
from webui.documents.forms.files import FilesField
from webui.documents.forms.lists import Lists
from webui.shared.fields import Line, Text

_MANY = ("agencies", "keep")
# What is kept while one types; annexes are kept beside it, each sent once.
KEPT_FIELDS = (
    *("doc_type", "urgency", "field", "circulation", "subject", "body"),
    *("agencies", "addresses", "keep"),
)


class DraftForm(forms.Form):
    """A draft of an outgoing document."""

    doc_type = forms.ChoiceField(label=_("Tên loại"), initial=OFFICIAL_LETTER)
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"), choices=Urgency.choices, initial=Urgency.NORMAL, required=False
    )
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    circulation = forms.ChoiceField(label=_("Phạm vi lưu hành"), required=False)
    subject = Line(
        label=_("Trích yếu"),
        max_length=500,
        help_text=_("Không cần gõ “V/v”."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Ghi trích yếu nội dung.")},
    )
    body = Text(
        label=_("Nội dung"),
        rows=12,
        help_text=_("Phần giữa “Kính gửi” và chữ ký; mỗi đoạn cách nhau một dòng trống."),
        error_messages={"required": _("Ghi nội dung văn bản.")},
    )
    agencies = forms.TypedMultipleChoiceField(
        label=_("Nơi nhận trong hệ thống"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = Text(
        label=_("Nơi nhận qua thư điện tử"),
        rows=2,
        required=False,
        help_text=_("Mỗi dòng một nơi: Tên cơ quan <địa chỉ thư>."),
    )
    uploads = FilesField(label=_("Thêm phụ lục"))
    keep = forms.TypedMultipleChoiceField(
        label=_("Phụ lục đang có (bỏ chọn để gỡ)"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: object,
        lists: Lists,
        agencies: Sequence[tuple[int, str]] = (),
        annexes: Sequence[tuple[int, str]] = (),
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        lists.fill(self)
        self.fields["agencies"].choices = agencies  # type: ignore[attr-defined]
        if not annexes:
            del self.fields["keep"]
            return
        keep = self.fields["keep"]
        keep.choices = annexes  # type: ignore[attr-defined]
        keep.initial = [pk for pk, _name in annexes]

    def clean_addresses(self) -> list[RecipientRef]:
        lines = (line.strip(" ;,") for line in self.cleaned_data["addresses"].split("\n"))
        return [_recipient(line) for line in lines if line]

    def to_content(self, files: tuple[StoredFile, ...]) -> DraftContent:
        data = self.cleaned_data
        local = [RecipientRef(agency_pk=pk) for pk in data["agencies"]]
        return DraftContent(
            doc_type=data["doc_type"],
            subject=data["subject"],
            body=data["body"],
            recipients=(*local, *data["addresses"]),
            urgency=data["urgency"] or Urgency.NORMAL,
            circulation=data["circulation"],
            field=data.get("field", ""),
            files=files,
            keep_file_pks=tuple(data["keep"]) if "keep" in data else None,
        )


def initial_of(content: DraftContent) -> dict[str, Any]:
    """A saved draft as the form's first values."""
    by_mail = [r for r in content.recipients if r.agency_pk is None]
    return {
        "doc_type": content.doc_type,
        "urgency": content.urgency,
        "circulation": content.circulation,
        "field": content.field,
        "subject": content.subject,
        "body": content.body,
        "agencies": [r.agency_pk for r in content.recipients if r.agency_pk is not None],
        "addresses": "\n".join(f"{r.name} <{r.address}>" for r in by_mail),
    }


def initial_of_typed(fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was typed and not saved as the form's first values."""
    values: dict[str, Any] = {
        name: fields[name][0] for name in KEPT_FIELDS if fields.get(name) and name not in _MANY
    }
    return values | {
        name: [int(v) for v in fields.get(name, ()) if v.isdecimal()] for name in _MANY
    }


def _recipient(line: str) -> RecipientRef:
    name, address = parseaddr(line)
    try:
        validate_email(address)
    except ValidationError as error:
        raise forms.ValidationError(
            _("“%(line)s” không phải địa chỉ thư: ghi Tên cơ quan <ten@coquan.vn>."),
            params={"line": line},
            code="address",
        ) from error
    return RecipientRef(address=address, name=name or address)
