"""Putting a mail off, asking to be reminded of a sent one, and all that waits to come back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import Invalid
from mailsvc.directory.access import access_mailbox
from mailsvc.reminders import services
from mailsvc.reminders.selectors import list_reminders
from webui.mail.forms.later import LaterForm
from webui.mail.rail import list_url
from webui.mail.store import SENT, open_store
from webui.shared.http import WebRequest


@require_POST
def put_off(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """A sent mail is watched for its answer, any other goes out of sight."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    form = LaterForm(request.POST)
    if not form.is_valid():
        raise Invalid("later", " ".join(str(e) for errors in form.errors.values() for e in errors))
    folder, due_at = form.cleaned_data["folder"], form.due_at(clock.now())
    act = services.remind if folder == SENT else services.put_off
    with open_store(mailbox) as session:
        place = services.Place(session, folder, uid)
        act(request.actor, mailbox_pk=mailbox_pk, place=place, due_at=due_at)
    when = due_at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    said = (
        _("Sẽ nhắc lúc %(when)s nếu chưa có trả lời.")
        if folder == SENT
        else _("Thư trở lại Hộp thư đến lúc %(when)s. Trước đó thư nằm trong mục “Để sau”.")
    )
    messages.success(request, said % {"when": when}, extra_tags="ok")
    return redirect(list_url(mailbox_pk, folder))


def waiting_mails(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """What comes back, the next first; POST with `pk` takes one back now."""
    if request.method == "POST":
        return _take_back(request, mailbox_pk)
    context = {
        "mailbox": access_mailbox(request.actor, mailbox_pk),
        "here": "later",
        "rows": list_reminders(request.actor, mailbox_pk=mailbox_pk),
    }
    return render(request, "mail/later.html", context)


def _take_back(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    pk = request.POST.get("pk", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Invalid("pk", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    with open_store(mailbox) as session:
        services.take_back(request.actor, mailbox_pk=mailbox_pk, pk=int(pk), shelf=session)
    messages.success(request, _("Đã lấy lại."), extra_tags="ok")
    return redirect("mail:later", mailbox_pk)
