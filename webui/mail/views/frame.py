"""The HTML of a mail, for the sandboxed frame of its page: a response with a policy of its own."""

from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from webui.mail.door import open_door
from webui.mail.listing import read_asked
from webui.mail.reading import inline_pictures, read_mail
from webui.mail.store import open_store
from webui.safehtml.frame import HEADERS, build
from webui.shared.http import WebRequest


@xframe_options_sameorigin
def frame(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Cleaned, without scripts, forms, or anything from elsewhere."""
    door = open_door(request.actor, mailbox_pk)
    with open_store(door.mailbox) as session:
        content = session.fetch(read_asked(request).folder, uid).content
    view = read_mail(content).view
    return HttpResponse(build(view.html, inline_pictures(content, view)).document, headers=HEADERS)
