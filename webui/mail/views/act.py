"""The buttons over a list or a mail: marks, labels, delete, move, copy, archive, spam."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.models import Mailbox
from mailsvc.labels.selectors import list_labels
from mailsvc.teamwork.handling import note_handling
from webui.mail import acting
from webui.mail.arranging import read_arrangement
from webui.mail.forms.act import ActForm
from webui.mail.listing import Asked, asked_url, message_url, render_changed
from webui.mail.place import is_in_place, render_parts
from webui.mail.rail import label_of, list_boxes, list_url
from webui.mail.standing import list_again
from webui.mail.store import open_store
from webui.mail.views.take_back import remember
from webui.shared.http import WebRequest

_SAID = {
    "read": gettext_lazy("Đã đánh dấu đã đọc %(n)s thư."),
    "unread": gettext_lazy("Đã đánh dấu chưa đọc %(n)s thư."),
    "star": gettext_lazy("Đã gắn sao %(n)s thư."),
    "unstar": gettext_lazy("Đã bỏ sao %(n)s thư."),
    "delete": gettext_lazy("Đã bỏ %(n)s thư vào Thùng rác."),
    "move": gettext_lazy("Đã chuyển %(n)s thư."),
    "copy": gettext_lazy("Đã sao chép %(n)s thư."),
    "archive": gettext_lazy("Đã đưa %(n)s thư vào Lưu trữ."),
    "junk": gettext_lazy("Đã đưa %(n)s thư vào Thư rác."),
    "notjunk": gettext_lazy("Đã đưa %(n)s thư về Hộp thư đến."),
    "label": gettext_lazy("Đã gắn nhãn %(n)s thư."),
    "unlabel": gettext_lazy("Đã bỏ nhãn %(n)s thư."),
}
_STAYING = {"read", "star", "unstar", "label", "unlabel", "copy"}


@require_POST
def act(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """Do it to the chosen mails, then back to where the button was, with the way back."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _refused(request, mailbox_pk, form)
    data, wish = form.cleaned_data, form.to_command()
    if wish.is_for_good and not data["sure"]:
        return render(request, "mail/sure.html", {"mailbox": mailbox, "form": form, "act": wish})
    if wish.label and wish.label not in {one.number for one in list_labels(mailbox_pk)}:
        raise NotFound("label", _("Không có nhãn này: đồng chí tải lại trang."))
    if is_in_place(request) and wish.action in acting.IN_PLACE:
        return _act_in_place(request, mailbox, wish, _asked(request, wish, data))
    if is_in_place(request) and wish.leaves:
        return _leave_in_place(request, mailbox, wish, _asked(request, wish, data))
    with open_store(mailbox) as session:
        undo = acting.perform(session, wish)
    _note(request, mailbox, wish)
    context = _notice(request, mailbox, wish, undo)
    messages.success(request, render_to_string("mail/_undo.html", context, request))
    return redirect(_next_url(mailbox_pk, wish, _asked(request, wish, data), data["back"]))


def _act_in_place(
    request: WebRequest, mailbox: Mailbox, wish: acting.Act, asked: Asked
) -> HttpResponse:
    """The lines that changed, the sentence and the folders, for a list that stands already."""
    with open_store(mailbox) as session:
        done = acting.perform_in_place(session, wish)
    _note(request, mailbox, wish)
    context = _notice(request, mailbox, wish, acting.undo_of(wish, done.changed))
    context |= {
        "lines": render_changed(mailbox.pk, asked, done.rows, done.folders),
        "boxes": list_boxes(mailbox.pk, done.folders, wish.folder),
        "folder": next((f for f in done.folders if f.name == wish.folder), None),
        "label": label_of(wish.folder),
    }
    return render_parts("mail/_place_act.html", context)


def _leave_in_place(
    request: WebRequest, mailbox: Mailbox, wish: acting.Act, asked: Asked
) -> HttpResponse:
    """The list without the mails that left it, the sentence and the folders."""
    with open_store(mailbox) as session:
        left = acting.leave(session, wish)
        _note(request, mailbox, wish)
        context = list_again(request, session, mailbox, asked, left.folders)
    context |= _notice(request, mailbox, wish, acting.undo_of_move(wish, left.moved))
    return render_parts("mail/_place_left.html", context)


def _note(request: WebRequest, mailbox: Mailbox, wish: acting.Act) -> None:
    note_handling(
        request.actor,
        mailbox=mailbox,
        action=wish.action,
        folder=wish.folder,
        uids=wish.uids,
        target=wish.target,
    )


def _notice(
    request: WebRequest, mailbox: Mailbox, wish: acting.Act, undo: acting.Undo | None
) -> dict[str, object]:
    """For `_undo.html`: the sentence, with the button that undoes it when there is one."""
    key = remember(request, mailbox.pk, undo) if undo else ""
    does = undo.does if undo else ""
    return {"said": _said(wish), "key": key, "does": does, "mailbox_pk": mailbox.pk}


def _said(act: acting.Act) -> str:
    """What was done, in one sentence."""
    if act.is_for_good:
        return _("Đã xóa hẳn %(n)s thư.") % {"n": len(act.uids)}
    return _SAID[act.action] % {"n": len(act.uids)}


def _asked(request: WebRequest, act: acting.Act, data: dict[str, Any]) -> Asked:
    """The list the button stands over."""
    arranged = read_arrangement(QueryDict(data["view"]).dict())
    size = request.preferences.page_length
    return Asked(act.folder, data["page"] or 1, data["q"], arranged, size)


def _next_url(mailbox_pk: int, act: acting.Act, asked: Asked, back: str) -> str:
    if back == "message" and act.action in _STAYING:
        return message_url(mailbox_pk, act.uids[0], asked)
    return asked_url(mailbox_pk, asked)


def _refused(request: WebRequest, mailbox_pk: int, form: ActForm) -> HttpResponse:
    """Nothing chosen is a slip, told on the list; the rest is no form of ours."""
    said = [str(e) for name in ("uids", "__all__") for e in form.errors.get(name, [])]
    folder = form.cleaned_data.get("folder")
    if not said or not folder:
        raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    messages.warning(request, said[0])
    return redirect(list_url(mailbox_pk, folder))
