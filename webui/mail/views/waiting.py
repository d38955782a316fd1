"""Mails that have not gone yet: those written ahead; taking one back, sending it now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Conflict
from mailsvc.outbox.selectors import list_ahead
from mailsvc.outbox.services import send_now, take_back
from webui.mail import once
from webui.mail.answering import note_taken_back
from webui.mail.desk import boxes_of
from webui.mail.door import open_door
from webui.mail.store import open_store
from webui.shared.http import WebRequest


def waiting(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """What the actor has written ahead from this mailbox."""
    door = open_door(request.actor, mailbox_pk)
    context = {
        "mailbox": door.mailbox,
        "mails": list_ahead(request.actor, door.mailbox),
        "boxes": boxes_of(door.mailbox),
    }
    return render(request, "mail/waiting.html", context)


@require_POST
def undo(request: WebRequest, trace_id: str) -> HttpResponse:
    """The mail back on the page it was written on; too late is said, not an error page."""
    try:
        back = take_back(request.actor, trace_id=trace_id, open_mailbox=open_store)
    except Conflict as refusal:
        messages.warning(request, refusal.public_text)
        return redirect("mail:home")
    note_taken_back(request.actor, once.message_id_of(trace_id))
    messages.success(request, _("Đã lấy lại thư, thư CHƯA gửi. Đồng chí sửa rồi gửi lại."))
    return redirect(f"{reverse('mail:compose', args=[back.mailbox.pk])}?draft={back.uid}")


@require_POST
def go_now(request: WebRequest, trace_id: str) -> HttpResponse:
    """A mail written ahead goes at once."""
    send_now(request.actor, trace_id=trace_id)
    messages.success(request, _("Thư đang được gửi đi."))
    return redirect("mail:home")
