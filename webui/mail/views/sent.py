"""How far a sent mail has come, for each recipient; sending again, recalling."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import AppError
from mailsvc.directory.access import access_mailbox
from mailsvc.message import parse
from mailsvc.outbox.recall import Answer, recall
from mailsvc.outbox.selectors import LOOKED_AT_MAX, Delivery, Stage, is_minted, list_deliveries
from webui.mail.desk import boxes_of
from webui.mail.door import open_door
from webui.mail.listing import message_url, read_asked
from webui.mail.stages import ANSWERS, STAGES, TONES
from webui.mail.store import SENT, open_store
from webui.shared.http import WebRequest


def sent(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """The table of recipients; a fragment of it where a page asks for that."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        view = parse(session.fetch(asked.folder, uid).content)
    looked_at = 200 if "all" in request.GET else LOOKED_AT_MAX
    found = list_deliveries(
        door.mailbox, view.message_id, open_mailbox=open_store, looked_at=looked_at
    )
    context = {
        "mailbox": door.mailbox,
        "uid": uid,
        "asked": asked,
        "view": view,
        "rows": [(one, STAGES[one.stage], TONES.get(one.stage, "")) for one in found],
        "failed": [one for one in found if one.stage is Stage.FAILED],
        "may_recall": door.may_edit and any(_is_recallable(one, view.message_id) for one in found),
        "is_part": len(found) > looked_at,
        "back_url": message_url(mailbox_pk, uid, asked),
        "boxes": boxes_of(door.mailbox),
    }
    name = "mail/_deliveries.html" if request.htmx else "mail/sent.html"
    return render(request, name, context)


@require_POST
def recall_mail(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Take unread copies back; the answer for each recipient is said."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    asked = read_asked(request)
    with open_store(mailbox) as session:
        view = parse(session.fetch(asked.folder or SENT, uid).content)
    try:
        answers = recall(
            request.actor, mailbox, message_id=view.message_id, open_mailbox=open_store
        )
    except AppError as refusal:
        messages.warning(request, refusal.public_text)
        return redirect(message_url(mailbox_pk, uid, asked, "sent"))
    for one in answers:
        is_done = one.answer in {Answer.RECALLED, Answer.STOPPED}
        level = messages.SUCCESS if is_done else messages.WARNING
        messages.add_message(request, level, f"{one.address}: {ANSWERS[one.answer]}")
    if not answers:
        messages.warning(request, _("Thư này không có người nhận nào để thu hồi."))
    return redirect(message_url(mailbox_pk, uid, asked, "sent"))


def _is_recallable(one: Delivery, message_id: str) -> bool:
    stages = {Stage.DELIVERED, Stage.QUEUED, Stage.RETRYING}
    return one.stage in stages and is_minted(one.trace_id, message_id)
