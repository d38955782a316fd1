"""The HTML of a mail, for the sandboxed frame of its page: a response with a policy of its own."""

from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from webui.mail.door import open_door
from webui.mail.doubts import asks_in_frame
from webui.mail.listing import read_asked
from webui.mail.pictures import PICTURES_PATH, read_pictures, sign_for
from webui.mail.reading import inline_pictures, read_mail
from webui.mail.store import open_store
from webui.safehtml.frame import build, headers
from webui.shared.http import WebRequest
from webui.shared.packed import PackedResponse, pack_once


@xframe_options_sameorigin
def frame(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Cleaned, without scripts, forms, or anything from elsewhere; pictures outside come by us."""
    door = open_door(request.actor, mailbox_pk)
    folder = read_asked(request).folder
    with open_store(door.mailbox) as session:
        content = session.fetch(folder, uid).content
    reading = read_mail(content)
    view, asks = reading.view, asks_in_frame(reading, mailbox_pk, uid, folder)
    inline = inline_pictures(content, view)
    if not read_pictures(request, request.actor, view).are_shown:
        return _packed(build(view.html, inline, asks=asks).document)
    shown = build(view.html, inline, sign_for(request.actor, mailbox_pk), asks)
    at = request.build_absolute_uri(PICTURES_PATH)
    return HttpResponse(shown.document, headers=headers(at))


def _packed(document: str) -> PackedResponse:
    """Many read a mail twice: what they are sent is compressed once."""
    return PackedResponse(pack_once(document), headers())
