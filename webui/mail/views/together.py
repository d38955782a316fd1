"""Beside a mail of a shared mailbox: give it to somebody, take it, finish it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mailsvc.base.errors import Invalid
from mailsvc.directory.access import access_mailbox
from mailsvc.teamwork import services
from mailsvc.teamwork.rules import MailIds
from mailsvc.teamwork.writing import begin_writing, stop_writing
from webui.mail.answering import Beside, list_colleagues_writing
from webui.mail.door import Door, open_door
from webui.mail.forms.together import TogetherForm, WritingForm
from webui.mail.listing import message_url, read_asked
from webui.mail.together import fetch_ids, read_side
from webui.shared.http import WebRequest

SIDE = "#together"


@require_http_methods(["GET", "POST"])
def together(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """GET: the part that changes while the page is open. POST: a button of it."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    if request.method == "POST":
        access_mailbox(request.actor, mailbox_pk, to_edit=True)
    ids = fetch_ids(door, asked.folder, uid)
    if request.method == "GET":
        side = read_side(request.actor, door, asked, uid, ids)
        return render(request, "mail/_together_live.html", {"side": side})
    form = TogetherForm(request.POST)
    if form.is_valid():
        _do(request, door, ids, asked.folder, uid, form)
    else:
        messages.warning(request, _first_error(form))
    return redirect(message_url(mailbox_pk, uid, asked) + SIDE)


@require_http_methods(["GET", "POST"])
def writing(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """POST: a page with an answer open says that it still is, or that it closed. GET: who else."""
    mailbox = access_mailbox(request.actor, mailbox_pk)
    form = WritingForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    key = form.cleaned_data["key"]
    if request.method == "GET":
        writers = list_colleagues_writing(request.actor, mailbox, key)
        beside = Beside(request.path, key, writers, None)
        return render(request, "mail/_beside.html", {"beside": beside})
    say = stop_writing if form.cleaned_data["is_closed"] else begin_writing
    say(request.actor, mailbox_pk=mailbox_pk, key=key)
    return HttpResponse(status=204)


def _do(
    request: WebRequest, door: Door, ids: MailIds, folder: str, uid: int, form: TogetherForm
) -> None:
    action, pk = form.cleaned_data["action"], door.mailbox.pk
    if action in {"done", "reopen"}:
        services.set_done(
            request.actor, mailbox_pk=pk, ids=ids, is_done=action == "done", folder=folder, uid=uid
        )
        messages.success(request, _("Đã ghi: xong.") if action == "done" else _("Đã mở lại."))
        return
    chosen = {"take": request.actor.account_pk, "release": None}.get(
        action, form.cleaned_data["account"]
    )
    services.assign(
        request.actor, mailbox_pk=pk, ids=ids, account_pk=chosen, folder=folder, uid=uid
    )
    messages.success(request, _("Đã thôi giao.") if chosen is None else _("Đã giao thư này."))


def _first_error(form: TogetherForm) -> str:
    errors = form.non_field_errors()
    if not errors:
        raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    return str(errors[0])
