"""Forms of the address book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.contacts.entries import FIELDS, Entry, make_entry
from webui.shared.fields import Line

FILE_MAX_BYTES = 2 * 1024 * 1024
ACTIONS = ("delete", "restore", "group", "write")


class ContactForm(forms.Form):
    """One person; groups are names between commas."""

    name = Line(label=_("Họ và tên"), required=False, max_length=FIELDS["name"])
    address = Line(label=_("Địa chỉ thư"), max_length=FIELDS["address"])
    phone = Line(label=_("Điện thoại"), required=False, max_length=FIELDS["phone"])
    organisation = Line(label=_("Cơ quan"), required=False, max_length=FIELDS["organisation"])
    title = Line(label=_("Chức vụ"), required=False, max_length=FIELDS["title"])
    note = Line(label=_("Ghi chú"), required=False, max_length=FIELDS["note"])
    groups = Line(
        label=_("Nhóm"),
        required=False,
        max_length=1000,
        help_text=_("Nhiều nhóm: ngăn cách bằng dấu phẩy. Nhóm chưa có sẽ được tạo."),
    )

    def to_entry(self) -> Entry:
        """Invalid where the address is none."""
        data: dict[str, Any] = dict(self.cleaned_data)
        groups = str(data.pop("groups")).split(",")
        return make_entry(data, tuple(groups))


class ChosenForm(forms.Form):
    """Chosen entries, a button, and with `group` a name."""

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    pks = forms.TypedMultipleChoiceField(coerce=int, choices=[], required=False)
    group = Line(required=False, max_length=80)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.getlist("pks") if hasattr(self.data, "getlist") else []
        good = [one for one in given[:5000] if one.isascii() and one.isdecimal() and len(one) < 12]
        self.fields["pks"].choices = [(one, one) for one in good]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("pks"):
            raise forms.ValidationError(_("Đồng chí chọn người trong danh bạ trước, rồi bấm nút."))
        if cleaned.get("action") == "group" and not cleaned.get("group"):
            raise forms.ValidationError(_("Đồng chí ghi tên nhóm."))
        return cleaned


class GroupForm(forms.Form):
    """A group's name."""

    name = Line(label=_("Tên nhóm"), max_length=80)


class ContactsFileForm(forms.Form):
    """A file of contacts."""

    file = forms.FileField(label=_("Tệp danh bạ (.vcf, .csv, .xlsx)"), max_length=200)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 2 MB: đồng chí chia nhỏ tệp."))
        return file
