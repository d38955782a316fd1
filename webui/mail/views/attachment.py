"""A file of a mail, always saved, never shown in our origin."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mailsvc.message import parse
from mailsvc.message.parse import part_bytes
from webui.mail.door import open_door
from webui.mail.listing import read_asked
from webui.mail.store import open_store
from webui.shared.http import WebRequest

SAVED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def attachment(request: WebRequest, mailbox_pk: int, uid: int, index: int) -> HttpResponse:
    """NotFound when the mail has no such file."""
    door = open_door(request.actor, mailbox_pk)
    with open_store(door.mailbox) as session:
        content = session.fetch(read_asked(request).folder, uid).content
    data = part_bytes(content, index)
    file = parse(content).attachments[index]
    disposition = content_disposition_header(as_attachment=True, filename=file.filename)
    headers = SAVED | {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(data, content_type=file.content_type, headers=headers)
