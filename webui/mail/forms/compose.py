"""The form a mail is written in."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mailsvc.base import clock
from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.filenames import clean_filename, is_program
from mailsvc.message.view import Address
from mailsvc.outbox.moment import Later, choose
from webui.mail.linking import day_choices
from webui.mail.richtext import settle
from webui.safehtml import rules

TEXT_CHARS = 500_000
_SUBJECT_CHARS = 500
_MEGABYTE = 1024 * 1024
if TYPE_CHECKING:
    Upload = UploadedFile[Any]
_UID = MaxValueValidator(2**32 - 1)


_LATER = (
    (Later.NOW.value, _("Gửi ngay")),
    (Later.HOUR.value, _("Sau một giờ")),
    (Later.TOMORROW.value, _("Sáng mai, 07:30")),
    (Later.MONDAY.value, _("Thứ Hai tới, 07:30")),
    (Later.AT.value, _("Vào ngày giờ ghi bên cạnh")),
)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[Upload]":
        given = data if isinstance(data, (list, tuple)) else [data]
        # An empty file is a file; browsers send one without a name for "none chosen".
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class PeopleField(forms.CharField):
    """Addresses between commas, semicolons or line ends, with or without names."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "off", "spellcheck": "false", "data-people": ""}
        super().__init__(
            required=False, max_length=20_000, widget=forms.TextInput(attrs=attributes), **options
        )

    def to_python(self, value: Any) -> Any:
        return clean_line(str(value or "").replace("\r", "\n").replace("\n", ", "))


class ComposeForm(forms.Form):
    """What a person types, and hidden beside it where it came from."""

    to = PeopleField(label=_("Đến"))
    cc = PeopleField(label=_("Đồng gửi"))
    bcc = PeopleField(label=_("Gửi ẩn"))
    subject = forms.CharField(label=_("Tiêu đề"), required=False, max_length=_SUBJECT_CHARS)
    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        strip=False,
        max_length=TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    html = forms.CharField(
        required=False, strip=False, widget=forms.HiddenInput, max_length=rules.SIZE_LIMIT
    )
    author = forms.ChoiceField(label=_("Từ"), required=False)
    document = forms.CharField(required=False, widget=forms.HiddenInput)
    is_internal = forms.BooleanField(
        label=_("Lưu hành nội bộ: không gửi ra ngoài hệ thống"), required=False
    )
    is_urgent = forms.BooleanField(label=_("Khẩn: chuyển trước các thư khác"), required=False)
    wants_receipt = forms.BooleanField(
        label=_("Yêu cầu báo đã đọc: người nhận được hỏi, có thể từ chối"), required=False
    )
    later = forms.ChoiceField(label=_("Khi nào gửi"), required=False, choices=_LATER)
    later_at = forms.CharField(
        label=_("Ngày giờ gửi"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "25/12/2009 07:30", "autocomplete": "off"}),
    )
    attachments = FilesField(label=_("Tệp đính kèm"), required=False, allow_empty_file=True)
    large = forms.FileField(
        label=_("Tệp lớn, gửi bằng đường dẫn"), required=False, allow_empty_file=True
    )
    large_days = forms.ChoiceField(label=_("Tải được trong"), required=False)
    pictures = FilesField(required=False, allow_empty_file=True)
    keep = forms.TypedMultipleChoiceField(required=False, coerce=int, choices=[])
    token = forms.CharField(widget=forms.HiddenInput, max_length=300)
    page = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    kind = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)
    folder = forms.CharField(required=False, widget=forms.HiddenInput, max_length=240)
    uid = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, validators=[_UID]
    )

    def __init__(self, *args: Any, authors: Sequence[Mailbox] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(one.pk), f"{one.name} <{one.address}>") for one in authors]
        self.fields["author"].choices = choices  # type: ignore[attr-defined]
        self.fields["large_days"].choices = day_choices()  # type: ignore[attr-defined]
        self.fields["keep"].choices = [(n, str(n)) for n in range(1000)]  # type: ignore[attr-defined]
        limit = settings.ATTACHMENTS_MAX_BYTES // _MEGABYTE
        self.fields["attachments"].help_text = gettext("Tất cả không quá %(limit)s MB.") % {
            "limit": limit
        }

    @property
    def may_be_kept(self) -> bool:
        """A draft may hold half an address or date; all else must be right."""
        return not set(self.errors) - {"to", "cc", "bcc", "later_at"}

    def clean_to(self) -> tuple[Address, ...]:
        return self._people("to")

    def clean_cc(self) -> tuple[Address, ...]:
        return self._people("cc")

    def clean_bcc(self) -> tuple[Address, ...]:
        return self._people("bcc")

    def clean_subject(self) -> str:
        return clean_line(self.cleaned_data["subject"])

    def clean_attachments(self) -> "list[Upload]":
        files: list[Upload] = self.cleaned_data["attachments"]
        if sum(file.size or 0 for file in files) > settings.ATTACHMENTS_MAX_BYTES:
            raise forms.ValidationError(too_large_text())
        for file in files:
            if is_program(clean_filename(file.name or "")):
                raise forms.ValidationError(program_text(file.name or ""))
        return files

    def clean_later_at(self) -> datetime | None:
        """The moment the mail goes, None for at once."""
        later = Later(self.cleaned_data.get("later") or "")
        try:
            return choose(later, self.cleaned_data["later_at"], now=clock.now())
        except Invalid as refusal:
            raise forms.ValidationError(refusal.public_text) from refusal

    def _people(self, field: str) -> tuple[Address, ...]:
        people = tuple(_in_ascii(one) for one in parse_addresses(self.cleaned_data[field]))
        for person in people:
            if not person.address or not person.address.isascii():
                text = gettext("“%(typed)s” không phải địa chỉ thư.") % {"typed": str(person)[:100]}
                raise forms.ValidationError(text)
        return people


def settled(posted: QueryDict) -> QueryDict:
    """The fields with text and HTML of one mind, the HTML cleaned; before anything reads them."""
    data = posted.copy()
    if data.get("send_at"):  # the button beside "send" that names a moment
        data["later"], data["later_at"] = Later.AT.value, str(data["send_at"])
    if not data.get("html"):
        return data
    is_from_editor = data.pop("edited", [""])[-1] == "html"
    data["text"], data["html"] = settle(
        str(data.get("text", "")), str(data["html"]), is_from_editor=is_from_editor
    )
    return data


def _in_ascii(person: Address) -> Address:
    """A Vietnamese alias of ours as its mailbox's own address: every mail program can answer it."""
    if person.address.isascii():
        return person
    mailbox = find_mailbox(person.address)
    return Address(person.name or mailbox.name, mailbox.address) if mailbox else person


def program_text(name: str) -> str:
    """The refusal of a file that is a program."""
    return gettext(
        "“%(name)s” là tệp có thể chạy lệnh, hệ thống không gửi. Cần gửi, đồng chí nén lại (.zip)."
    ) % {"name": name[:100]}


def too_large_text() -> str:
    """The refusal of files over the limit, naming it."""
    limit = settings.ATTACHMENTS_MAX_BYTES // _MEGABYTE
    return gettext(
        "Tệp đính kèm vượt quá %(limit)s MB: đồng chí gửi tệp lớn bằng đường dẫn, hoặc bỏ bớt tệp. "
        "Nội dung đã gõ vẫn còn."
    ) % {"limit": limit}
