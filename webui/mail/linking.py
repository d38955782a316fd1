"""A file that is too large for the mail: kept by `mailsvc.filelinks`, its address in the text."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import Invalid
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks.models import FileLink
from mailsvc.filelinks.services import keep_file
from webui.shared.http import WebRequest
from webui.shared.site import site_of

_DAYS = (7, 14, 30, 90, 180, 365)


def day_choices() -> list[tuple[str, str]]:
    """How long a link may live, the longest the operator allows first: what people expect."""
    most = settings.FILE_LINK_DAYS
    days = sorted({most, *(one for one in _DAYS if one < most)}, reverse=True)
    return [(str(n), ngettext("%(n)s ngày", "%(n)s ngày", n) % {"n": n}) for n in days]


def asked_days(text: str) -> int:
    """As chosen; the longest where nothing was."""
    return int(text) if text.isdecimal() and len(text) < 5 else settings.FILE_LINK_DAYS


def keep_upload(
    request: WebRequest, mailbox: Mailbox, file: "UploadedFile[Any] | None", days: str
) -> FileLink:
    """Invalid without a file; what `keep_file` raises."""
    if file is None:
        raise Invalid("file_missing", _("Đồng chí chọn tệp lớn trước, rồi bấm tải lên."))
    return keep_file(
        request.actor,
        mailbox_pk=mailbox.pk,
        name=file.name or "",
        size_bytes=file.size or 0,
        chunks=file.chunks(),
        days=asked_days(days),
    )


def url_of(request: WebRequest, link: FileLink) -> str:
    """Its address as people outside this machine reach it."""
    return site_of(request).url.rstrip("/") + reverse("file_link", args=[link.key])


def words_of(request: WebRequest, link: FileLink) -> str:
    """The lines that stand in the mail: what it is, until when, where."""
    facts = {
        "name": link.name,
        "size": filesizeformat(link.size_bytes).replace("\xa0", " "),
        "until": link.expires_at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y"),
    }
    said = _("Tệp gửi bằng đường dẫn: %(name)s (%(size)s), tải được đến %(until)s:") % facts
    return f"{said}\n{url_of(request, link)}"
