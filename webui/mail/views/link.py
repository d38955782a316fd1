"""The page between a link that pretends and where it really goes: the reader is asked first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from mailsvc.base.errors import NotFound
from mailsvc.directory.selectors import list_domains
from webui.mail.cautions import warn_of_link
from webui.mail.door import open_door
from webui.mail.doubts import list_doubts
from webui.mail.listing import message_url, read_asked
from webui.mail.reading import read_mail
from webui.mail.store import open_store
from webui.shared.http import WebRequest


def link(request: WebRequest, mailbox_pk: int, uid: int, number: int) -> HttpResponse:
    """Only a link of this mail, and only one in doubt; NotFound otherwise."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        reading = read_mail(session.fetch(asked.folder, uid).content)
    is_text = not reading.view.html or request.GET.get("as") == "text"
    doubts = list_doubts(reading, list_domains(), is_text=is_text)
    doubt = next((one for one in doubts if one.number == number), None)
    if doubt is None:
        raise NotFound("link", _("Thư không có đường dẫn này: đồng chí mở lại thư."))
    context = {
        "door": door,
        "asked": asked,
        "uid": uid,
        "doubt": doubt,
        "reason": warn_of_link(doubt),
        "written": iri_to_uri(doubt.link.address),
        "plain_host": _plain(doubt.link.host),
        "back_url": message_url(mailbox_pk, uid, asked),
        "sender": reading.view.from_,
    }
    return render(request, "mail/link.html", context)


def _plain(host: str) -> str:
    """As computers write a name with letters that can be taken for others, "" when it has none."""
    if host.isascii():
        return ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
