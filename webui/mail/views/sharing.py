"""Who works in a shared mailbox: everybody in it sees the list, its managers change it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, Refused
from mailsvc.directory import sharing as service
from mailsvc.directory.access import access_shared_mailbox, list_open_mailboxes, may_manage
from webui.mail.forms.sharing import Level, LevelForm, ShareForm
from webui.shared.http import WebRequest


def sharing(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows who is in, POST lets one more person in."""
    if request.method != "POST":
        return _page(request, mailbox_pk, ShareForm(initial={"first_on": clock.today()}))
    access_shared_mailbox(request.actor, mailbox_pk, to_manage=True)
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            grant = service.share_mailbox(request.actor, mailbox_pk=mailbox_pk, **form.to_command())
        except Refused as refusal:
            form.add_error("address", refusal.public_text)
        else:
            said = _("Đã giao quyền cho %(who)s.") % {"who": grant.account.address}
            messages.success(request, said)
            return redirect("mail:sharing", mailbox_pk)
    return _page(request, mailbox_pk, form, status=422)


@require_POST
def change_share(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """Another level, or none; a refusal is told on the page."""
    access_shared_mailbox(request.actor, mailbox_pk, to_manage=True)
    try:
        messages.success(request, _change(request, mailbox_pk, pk))
    except Conflict as refusal:
        messages.error(request, refusal.public_text)
    is_still_in = any(m.pk == mailbox_pk for m in list_open_mailboxes(request.actor))
    return redirect("mail:sharing", mailbox_pk) if is_still_in else redirect("mail:home")


def _change(request: WebRequest, mailbox_pk: int, pk: int) -> str:
    if request.POST.get("action") == "end":
        service.end_share(request.actor, mailbox_pk=mailbox_pk, pk=pk)
        return _("Đã thôi quyền.")
    form = LevelForm(request.POST)
    if not form.is_valid():
        raise Invalid("level", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    level = Level(form.cleaned_data["level"])
    service.change_share(request.actor, mailbox_pk=mailbox_pk, pk=pk, level=level)
    return _("Đã đổi quyền.")


def _page(request: WebRequest, mailbox_pk: int, form: ShareForm, status: int = 200) -> HttpResponse:
    mailbox = access_shared_mailbox(request.actor, mailbox_pk)
    context = {
        "mailbox": mailbox,
        "may_manage": may_manage(request.actor, mailbox),
        "may_read": any(m.pk == mailbox_pk for m in list_open_mailboxes(request.actor)),
        "shares": service.list_shares(request.actor, mailbox_pk=mailbox_pk),
        "levels": Level.choices,
        "today": clock.today(),
        "form": form,
    }
    return render(request, "mail/sharing.html", context, status=status)
