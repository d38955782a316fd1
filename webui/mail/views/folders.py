"""The folders of a mailbox: how full it is, other names, away with empty ones."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import Invalid, Refused
from mailsvc.base.text import clean_line
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.models import Mailbox
from mailsvc.filters.services import push_now, rename_folder
from webui.mail.rail import folder_label
from webui.mail.store import MailSession, open_store
from webui.shared.http import WebRequest


def folders(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows them; POST renames or deletes the one named by `folder`."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    with open_store(mailbox) as session:
        if request.method == "POST":
            try:
                messages.success(request, _do(request, session, mailbox), extra_tags="ok")
            except Refused as refusal:  # beside the folders, not on a page of its own
                messages.error(request, refusal.public_text)
            return redirect("mail:folders", mailbox_pk)
        found, fill = session.list_folders(), session.read_fill()
    context = {
        "mailbox": mailbox,
        "here": "folders",
        "lines": [(one, folder_label(one)) for one in found],
        "fill": fill,
    }
    return render(request, "mail/folders.html", context)


def _do(request: WebRequest, session: MailSession, mailbox: Mailbox) -> str:
    name, action = request.POST.get("folder", ""), request.POST.get("action")
    if action == "delete":
        session.delete_folder(name)
        return _("Đã xóa thư mục.")
    if action != "rename":
        raise Invalid("action", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    wanted = clean_line(request.POST.get("name", ""))
    session.rename_folder(name, wanted)
    rename_folder(mailbox, before=name, after=wanted)
    push_now(mailbox)
    return _("Đã đổi tên thư mục.")
