"""A file of a mail as a picture or as text, without opening it."""

from base64 import b64encode

from django.http import HttpResponse
from django.shortcuts import render

from mailsvc.base.errors import Refused
from mailsvc.message import parse
from mailsvc.message.decode import clean_text, decode_text
from mailsvc.message.parse import part_bytes
from mailsvc.preview.draw import Drawn, draw
from mailsvc.preview.kinds import Kind, kind_of
from webui.mail.door import open_door
from webui.mail.listing import message_url, read_asked
from webui.mail.store import open_store
from webui.shared.http import WebRequest

_SHOWN_BYTES = 200_000


def preview(request: WebRequest, mailbox_pk: int, uid: int, index: int) -> HttpResponse:
    """One page of the file; a kind that cannot be shown says so beside the way to save it."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        content = session.fetch(asked.folder, uid).content
    data = part_bytes(content, index)
    file = parse(content).attachments[index]
    kind = kind_of(data, file.filename)
    wanted = request.GET.get("trang", "")
    page = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    drawn, said = _drawn(data, kind, page)
    context = {
        "door": door,
        "asked": asked,
        "uid": uid,
        "file": file,
        "drawn": drawn,
        "said": said,
        "picture": b64encode(drawn.picture).decode("ascii") if drawn else "",
        "text": clean_text(decode_text(data[:_SHOWN_BYTES])) if kind == Kind.TEXT else "",
        "is_cut": kind == Kind.TEXT and len(data) > _SHOWN_BYTES,
        "back_url": message_url(mailbox_pk, uid, asked),
        "previous": drawn.page - 1 if drawn else 0,
        "next": drawn.page + 1 if drawn and drawn.page < drawn.pages else 0,
    }
    return render(request, "mail/preview.html", context)


def _drawn(data: bytes, kind: Kind, page: int) -> tuple[Drawn | None, str]:
    """The page, or why there is none: said beside the way to save the file."""
    if kind in {Kind.NONE, Kind.TEXT}:
        return None, ""
    try:
        return draw(data, kind, page), ""
    except Refused as refusal:
        return None, refusal.public_text
