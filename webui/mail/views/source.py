"""A mail as it came: its source as text, or the whole as a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mailsvc.message import parse
from mailsvc.message.filenames import clean_filename
from webui.mail.door import open_door
from webui.mail.listing import read_asked
from webui.mail.store import open_store
from webui.mail.views.attachment import SAVED
from webui.shared.http import WebRequest

_SHOWN_BYTES = 500_000


def source(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """The beginning of the bytes, as text."""
    content = _content(request, mailbox_pk, uid)
    text = content[:_SHOWN_BYTES].decode("utf-8", "replace")
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=SAVED)


def download(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """The whole mail as .eml, named after its subject."""
    content = _content(request, mailbox_pk, uid)
    name = clean_filename(parse(content).subject) or f"thu-{uid}"
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.eml")
    headers = SAVED | {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(content, content_type="message/rfc822", headers=headers)


def _content(request: WebRequest, mailbox_pk: int, uid: int) -> bytes:
    door = open_door(request.actor, mailbox_pk)
    with open_store(door.mailbox) as session:
        return session.fetch(read_asked(request).folder, uid).content
