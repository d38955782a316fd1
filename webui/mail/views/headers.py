"""All header fields of a mail, the servers it came through in words, and the fields as written."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.message.headers import find_header_end
from mailsvc.message.hops import Hop, read_hops
from webui.mail.door import open_door
from webui.mail.listing import message_url, read_asked
from webui.mail.reading import read_mail
from webui.mail.store import open_store
from webui.mail.trust import read_trust
from webui.shared.http import WebRequest

_RAW_BYTES = 60_000
_VALUE_CHARS = 3000
_SLOW_S = 300


@dataclass(frozen=True)
class HopLine:
    """A server on the way, and in words how long the mail took to it."""

    hop: Hop
    delay: str
    is_slow: bool


def headers(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """For whoever may read the mail."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        content = session.fetch(asked.folder, uid).content
    reading = read_mail(content)
    view = reading.view
    raw = content[: max(find_header_end(content, _RAW_BYTES), 0) or _RAW_BYTES]
    context = {
        "view": view,
        "fields": [(name.title(), value[:_VALUE_CHARS]) for name, value in view.headers],
        "hops": [_line(hop) for hop in read_hops(view.headers)],
        "trust": read_trust(reading, is_text=not view.html),
        "raw": raw.decode("utf-8", "replace"),
        "back_url": message_url(mailbox_pk, uid, asked),
        "source_url": message_url(mailbox_pk, uid, asked, "source"),
    }
    return render(request, "mail/headers.html", context)


def _line(hop: Hop) -> HopLine:
    return HopLine(hop, _delay(hop.delay_s), hop.delay_s is not None and hop.delay_s > _SLOW_S)


def _delay(seconds: int | None) -> str:
    """In words; "" where nothing can be said."""
    if seconds is None:
        return ""
    if seconds < 0:
        return _("đồng hồ hai máy lệch nhau")
    if seconds < 60:
        return ngettext("%(n)s giây", "%(n)s giây", seconds) % {"n": seconds}
    minutes, hours = seconds // 60, seconds // 3600
    if hours < 1:
        return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
    return _("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": minutes % 60}
