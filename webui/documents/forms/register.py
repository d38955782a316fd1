"""Registering an incoming document: nine fields, Tab and Enter."""

from collections.abc import Sequence
from dataclasses import asdict

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from docflow.documents.files import StoredFile
from docflow.intake.commands import MailSource, RegisterIncoming
from docflow.intake.prefill import Prefill
from docflow.models import Document
from docflow.rules.kinds import OFFICIAL_LETTER
from docflow.rules.levels import Urgency
from docflow.rules.numbers import split_symbol
from mailsvc.base.text import fold
from webui.documents.forms.files import FilesField
from webui.documents.forms.lists import Lists
from webui.shared.fields import DateText, Line, Reason


class RegisterFields(forms.Form):
    """What every entrance asks for; `issuers` are the names offered while typing,
    `earlier` the days before today that the leader has allowed, `holds` the numbers held."""

    symbol = Line(
        label=_("Số, ký hiệu"),
        max_length=42,
        help_text=_("Như trên văn bản, ví dụ 1842/UBND-CNTT."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Ghi số, ký hiệu như trên văn bản.")},
    )
    issued_on = DateText(
        label=_("Ngày văn bản"),
        required=True,
        error_messages={"required": _("Ghi ngày của văn bản.")},
    )
    issuer = Line(
        label=_("Cơ quan ban hành"),
        max_length=200,
        help_text=_("Gõ vài chữ không dấu rồi chọn."),
        widget=forms.TextInput(attrs={"list": "issuers", "autocomplete": "off"}),
        error_messages={"required": _("Ghi cơ quan ban hành.")},
    )
    doc_type = forms.ChoiceField(label=_("Tên loại"), initial=OFFICIAL_LETTER)
    subject = Line(
        label=_("Trích yếu"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Ghi trích yếu nội dung.")},
    )
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"), choices=Urgency.choices, initial=Urgency.NORMAL, required=False
    )
    signer_name = Line(
        label=_("Người ký"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = DateText(
        label=_("Hạn trả lời"), help_text=_("Nếu văn bản có ghi; lãnh đạo có thể đặt lại.")
    )
    circulation = forms.ChoiceField(label=_("Phạm vi lưu hành"), required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    earlier_pk = forms.TypedChoiceField(
        label=_("Ngày đến"), required=False, coerce=int, empty_value=None
    )
    hold_pk = forms.TypedChoiceField(
        label=_("Số đến"), required=False, coerce=int, empty_value=None
    )
    duplicate_reason = Reason(label=_("Lý do vẫn vào sổ"), required=False)

    def __init__(
        self,
        *args: object,
        lists: Lists,
        issuers: Sequence[tuple[str, str]] = (),
        earlier: Sequence[tuple[int, str]] = (),
        holds: Sequence[tuple[int, str]] = (),
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        lists.fill(self)
        self.issuers = issuers
        self._offer("earlier_pk", _("Hôm nay"), earlier)
        self._offer("hold_pk", _("Số tiếp theo"), holds)

    def _offer(self, name: str, usual: str | Promise, rows: Sequence[tuple[int, str]]) -> None:
        """What is there only sometimes is asked for only then."""
        if not rows:
            del self.fields[name]
            return
        self.fields[name].choices = [("", usual), *rows]  # type: ignore[attr-defined]

    @property
    def issuer_hints(self) -> list[tuple[str, str]]:
        """(name, without accents and with its code): browsers match either while typing."""
        return [(name, f"{fold(name)} · {code}") for name, code in self.issuers]

    def clean_issuer(self) -> str:
        """`so tai chinh` or `STC` becomes the known name; another name stays as typed."""
        typed: str = self.cleaned_data["issuer"]
        known = {fold(code): name for name, code in self.issuers}
        known |= {fold(name): name for name, _code in self.issuers}
        return known.get(fold(typed), typed)

    def to_command(
        self,
        *,
        agency_pk: int,
        files: tuple[StoredFile, ...] = (),
        arrival_pk: int | None = None,
        mail: MailSource | None = None,
        doc_uid: str = "",
        note: str = "",
    ) -> RegisterIncoming:
        data = self.cleaned_data
        number, notation = split_symbol(data["symbol"])
        return RegisterIncoming(
            agency_pk=agency_pk,
            doc_type=data["doc_type"],
            issuer=data["issuer"],
            subject=data["subject"],
            number=number,
            notation=notation,
            issued_on=data["issued_on"],
            urgency=data["urgency"] or Urgency.NORMAL,
            circulation=data["circulation"],
            field=data.get("field", ""),
            signer_name=data["signer_name"],
            due_on=data["due_on"],
            files=files,
            arrival_pk=arrival_pk,
            mail=mail,
            duplicate_reason=data["duplicate_reason"],
            doc_uid=doc_uid,
            note=note,
            earlier_pk=data.get("earlier_pk"),
            hold_pk=data.get("hold_pk"),
        )


class RegisterForm(RegisterFields):
    """The clerk's own form, for paper and scans."""

    uploads = FilesField(first_pdf=True, label=_("Tệp văn bản (PDF)"))


def initial_of(prefill: Prefill) -> dict[str, object]:
    """What was read from a mail or package, as the form's first values."""
    values = asdict(prefill)
    values["symbol"] = prefill.symbol
    return {name: value for name, value in values.items() if value}


def initial_like(last: Document) -> dict[str, object]:
    """What a pile of papers from one sender has in common with the one registered last."""
    return {"issuer": last.issuer, "doc_type": last.doc_type, "signer_name": last.signer_name}
