"""Pictures outside: one of them through us; whose are always shown."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base.errors import NotFound
from mailsvc.message import parse
from mailsvc.pictures import proxy
from mailsvc.pictures.services import show_always, show_no_longer
from webui.mail.door import open_door
from webui.mail.listing import message_url, read_asked
from webui.mail.pictures import read_signed
from webui.mail.store import open_store
from webui.shared.http import WebRequest

_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
    "Content-Disposition": "inline",
}


@login_not_required
@require_safe
def picture(request: WebRequest, token: str) -> HttpResponse:
    """For the reading frame, which sends no cookie: the signature says who asks."""
    if not settings.REMOTE_PICTURES:
        raise NotFound("picture", _("Hình từ bên ngoài không được lấy ở đây."))
    reader, url = read_signed(token)
    shown = proxy.show(url, reader=reader)
    return HttpResponse(shown, content_type="image/jpeg", headers=_HEADERS)


@require_POST
def pictures(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """`action`: always, always_domain or no_longer, for the sender this mail names."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        address = parse(session.fetch(asked.folder, uid).content).from_.address
    if request.POST.get("action") == "no_longer":
        show_no_longer(request.actor, address=address)
        said = _("Hình của %(address)s lại bị chặn.")
    else:
        is_for_domain = request.POST.get("action") == "always_domain"
        address = show_always(request.actor, address=address, is_for_domain=is_for_domain)
        said = _("Từ nay luôn hiện hình của %(address)s.")
    messages.success(request, said % {"address": address})
    return redirect(message_url(mailbox_pk, uid, asked))
