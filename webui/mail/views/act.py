"""The buttons over a list or a mail: read, unread, star, delete, move."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid
from mailsvc.directory.access import access_mailbox
from mailsvc.teamwork.handling import note_handling
from webui.mail.forms.act import ActForm
from webui.mail.listing import Asked, message_url
from webui.mail.rail import list_url
from webui.mail.store import TRASH, MailSession, open_store
from webui.shared.http import WebRequest


@require_POST
def act(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """Do it to the chosen mails, then back to where the button was."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _refused(request, mailbox_pk, form)
    data = form.cleaned_data
    with open_store(mailbox) as session:
        _do(session, data["folder"], data["uids"], data["action"], data["target"])
    note_handling(
        request.actor,
        mailbox=mailbox,
        action=data["action"],
        folder=data["folder"],
        uids=data["uids"],
        target=data["target"],
    )
    said = _said(data["action"], len(data["uids"]), data["folder"])
    if said:
        messages.success(request, said)
    return redirect(_next_url(mailbox_pk, data))


def _do(session: MailSession, folder: str, uids: list[int], action: str, target: str) -> None:
    if action == "delete":
        session.delete(folder, uids)
    elif action == "move":
        session.move(folder, uids, target)
    elif action in {"read", "unread"}:
        session.mark(folder, uids, seen=action == "read")
    else:
        session.mark(folder, uids, flagged=action == "star")


def _said(action: str, count: int, folder: str) -> str:
    if action == "delete":
        if folder == TRASH:
            return ngettext("Đã xóa hẳn %(n)s thư.", "Đã xóa hẳn %(n)s thư.", count) % {"n": count}
        text = ngettext("Đã bỏ %(n)s thư vào Thùng rác.", "Đã bỏ %(n)s thư vào Thùng rác.", count)
        return text % {"n": count}
    if action == "move":
        return ngettext("Đã chuyển %(n)s thư.", "Đã chuyển %(n)s thư.", count) % {"n": count}
    return ""


def _next_url(mailbox_pk: int, data: dict[str, object]) -> str:
    asked = Asked(str(data["folder"]), int(str(data["page"] or 1)), str(data["q"]))
    stays = data["back"] == "message" and data["action"] in {"read", "star", "unstar"}
    uids = data["uids"]
    if stays and isinstance(uids, list):
        return message_url(mailbox_pk, uids[0], asked)
    return list_url(mailbox_pk, asked.folder, page=asked.page, query=asked.query)


def _refused(request: WebRequest, mailbox_pk: int, form: ActForm) -> HttpResponse:
    """Nothing chosen is a slip, told on the list; the rest is no form of ours."""
    said = [str(e) for name in ("uids", "__all__") for e in form.errors.get(name, [])]
    folder = form.cleaned_data.get("folder")
    if not said or not folder:
        raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    messages.warning(request, said[0])
    return redirect(list_url(mailbox_pk, folder))
