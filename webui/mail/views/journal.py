"""Who did what for a mailbox: its journal, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.access import access_overseen_mailbox
from mailsvc.directory.selectors import find_account
from mailsvc.teamwork.handling import read_journal
from webui.mail.rail import label_of
from webui.mail.work import person_name
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Line:
    """One row of the journal."""

    at: datetime
    who: str
    what: str
    details: str


def journal(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """For its owner and managers."""
    mailbox = access_overseen_mailbox(request.actor, mailbox_pk)
    events = read_journal(request.actor, mailbox_pk=mailbox_pk)
    names = {
        address: person_name(find_account(address=address)) or address or _("Hệ thống")
        for address in {event.actor for event in events}
    }
    context = {"mailbox": mailbox, "lines": [_line(event, names) for event in events]}
    return render(request, "mail/journal.html", context)


def _line(event: AuditEvent, names: Mapping[str, str]) -> Line:
    return Line(event.at, names[event.actor], _what(event), _details(event.facts))


def _what(event: AuditEvent) -> str:
    words = {
        "send_for": _("gửi thư thay"),
        "assigned": _("giao việc"),
        "released": _("thôi giao việc"),
        "done": _("đánh dấu xong"),
        "reopened": _("mở lại"),
        "answered": _("trả lời thư"),
        "comment": _("ghi ý kiến"),
        "edit_comment": _("sửa ý kiến"),
        "withdraw_comment": _("bỏ ý kiến"),
        "share_mailbox": _("giao quyền"),
        "change_share": _("đổi quyền"),
        "end_share": _("thôi quyền"),
        "delegate_mailbox": _("ủy quyền"),
        "end_delegation": _("thôi ủy quyền"),
        "mail_read": _("đánh dấu đã đọc"),
        "mail_unread": _("đánh dấu chưa đọc"),
        "mail_star": _("gắn sao"),
        "mail_unstar": _("bỏ sao"),
        "mail_delete": _("xóa thư"),
        "mail_move": _("chuyển thư"),
        "mail_copy": _("chép thư"),
        "mail_archive": _("lưu trữ thư"),
        "mail_junk": _("báo thư rác"),
        "mail_notjunk": _("bỏ báo thư rác"),
        "mail_label": _("gắn nhãn"),
        "mail_unlabel": _("bỏ nhãn"),
        "keep_file": _("tải tệp lớn lên"),
        "send_file_link": _("gửi đường dẫn tệp lớn"),
        "close_file_link": _("thu hồi tệp lớn"),
        "reopen_file_link": _("mở lại tệp lớn"),
        "remove_file": _("xóa hẳn tệp lớn"),
        "download_file": _("tải tệp lớn về"),
        "pass_on_file_link": _("chuyển tiếp đường dẫn tệp lớn"),
        "mail_undo": _("hoàn tác"),
    }
    return words.get(event.action, event.action)


def _details(facts: Mapping[str, object]) -> str:
    """Counts, folders and names; ids and bare codes are for the terminal."""
    parts = []
    if facts.get("count"):
        parts.append(_("%(n)s thư") % {"n": facts["count"]})
    if facts.get("folder"):
        parts.append(label_of(str(facts["folder"])))
    if facts.get("target"):
        parts.append("→ " + label_of(str(facts["target"])))
    parts += [
        str(facts[name]) for name in ("to", "deputy") if facts.get(name) and "@" in str(facts[name])
    ]
    return " · ".join(parts)
