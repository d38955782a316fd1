"""A mail as it goes on paper: the whole header block, the names of its files, all its words."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from webui.mail.door import open_door
from webui.mail.doubts import asks_in_frame
from webui.mail.listing import read_asked
from webui.mail.reading import inline_pictures, read_mail
from webui.mail.store import open_store
from webui.mail.trust import read_trust
from webui.safehtml.clean import clean_mail
from webui.safehtml.frame import HEADERS, wrap
from webui.shared.http import WebRequest


def paper(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """A document of its own under the policy of the reading frame; it is printed by the browser."""
    door = open_door(request.actor, mailbox_pk)
    folder = read_asked(request).folder
    with open_store(door.mailbox) as session:
        stored = session.fetch(folder, uid)
    reading = read_mail(stored.content)
    view = reading.view
    trust = read_trust(reading, is_text=not view.html)
    head = render_to_string(
        "mail/_paper.html", {"reading": reading, "at": stored.received_at, "trust": trust}
    )
    if view.html:
        inline = inline_pictures(stored.content, view)
        body = clean_mail(
            view.html, inline, asks=asks_in_frame(reading, mailbox_pk, uid, folder)
        ).html
    else:
        body = f"<pre>{escape(view.text)}</pre>"
    title = view.subject or _("(không có tiêu đề)")
    return HttpResponse(wrap(head + body, title), headers=HEADERS)
