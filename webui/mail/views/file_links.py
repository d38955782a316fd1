"""The large files sent from a mailbox: who had them, until when; closing, opening again."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import NotFound
from mailsvc.filelinks import services
from mailsvc.filelinks.access import access_linking_mailbox
from mailsvc.filelinks.selectors import list_links, measure_room
from webui.mail.desk import boxes_of
from webui.shared.http import WebRequest


def file_links(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """Newest first, for who may send from the mailbox."""
    mailbox = access_linking_mailbox(request.actor, mailbox_pk)
    context = {
        "mailbox": mailbox,
        "links": list_links(request.actor, mailbox_pk=mailbox_pk),
        "room": measure_room(mailbox),
        "grace_days": services.GRACE.days,
        "days": settings.FILE_LINK_DAYS,
        "boxes": boxes_of(mailbox),
    }
    return render(request, "mail/file_links.html", context)


@require_POST
def change_file_link(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """`action`: close, reopen or remove."""
    action = request.POST.get("action", "")
    if action == "close":
        link = services.close(request.actor, mailbox_pk=mailbox_pk, pk=pk)
        said = _("Đã thu hồi “%(name)s”: từ nay không ai tải được. Bấm “Mở lại” nếu nhầm.")
    elif action == "reopen":
        days = settings.FILE_LINK_DAYS
        link = services.reopen(request.actor, mailbox_pk=mailbox_pk, pk=pk, days=days)
        said = _("“%(name)s” lại tải được.")
    elif action == "remove":
        link = services.remove(request.actor, mailbox_pk=mailbox_pk, pk=pk)
        said = _("Đã xóa hẳn tệp “%(name)s” khỏi máy chủ.")
    else:
        raise NotFound("file_link", _("Không có việc này."))
    messages.success(request, said % {"name": link.name})
    return redirect("mail:file_links", mailbox_pk)
