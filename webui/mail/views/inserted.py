"""A picture that was put into a mail being written, for the page it is written on."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mailsvc.base.errors import NotFound
from mailsvc.message import parse
from webui.mail import once
from webui.mail.door import open_door
from webui.mail.inserted import find_picture
from webui.mail.store import DRAFTS, open_store
from webui.mail.views.attachment import SAVED
from webui.shared.http import WebRequest

_KEPT = {"Cache-Control": "private, max-age=3600, immutable"}


def inserted(request: WebRequest, mailbox_pk: int, trace_id: str, key: str) -> HttpResponse:
    """From the draft as it stands; NotFound when it is gone or has no such picture."""
    door = open_door(request.actor, mailbox_pk)
    with open_store(door.mailbox) as session:
        uids = session.find_uids(DRAFTS, once.message_id_of(trace_id))
        if not uids:
            raise NotFound("message", _("Không có thư này."))
        content = session.fetch(DRAFTS, uids[-1]).content
    picture, mime = find_picture(parse(content), content, key)
    return HttpResponse(picture, content_type=mime, headers=SAVED | _KEPT)
