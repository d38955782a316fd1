"""A large file that somebody was sent a link to: what it is, then its bytes.

Open to the world: who may have it is `filelinks.access`'s to say. The page comes first, so that a
program that only looks at links in mails takes nothing.
"""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mailsvc.directory.actor import Actor
from mailsvc.filelinks.access import access_link, needs_sign_in
from mailsvc.filelinks.files import open_bytes
from mailsvc.filelinks.services import note_download
from webui.shared.ranged import asked_part, send_part

_ADDRESS_CHARS = 45


@login_not_required
@require_safe
def file_link(request: HttpRequest, key: str) -> HttpResponse:
    """Name, size, from whom, until when, and the button."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None and needs_sign_in(key):
        return redirect_to_login(request.get_full_path())
    link = access_link(actor, key)
    response = render(request, "mail/file_link.html", {"link": link})
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def file_bytes(request: HttpRequest, key: str) -> HttpResponseBase:
    """From its beginning, which counts, or on from where it broke off; both are in the journal."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None and needs_sign_in(key):
        return redirect_to_login(request.get_full_path())
    link = access_link(actor, key)
    etag = f'"{link.sha256}"'
    part = asked_part(request, size=link.size_bytes, etag=etag)
    if request.method == "GET" and not part.is_beyond:
        peer = request.META.get("REMOTE_ADDR", "")[:_ADDRESS_CHARS]
        note_download(actor, key=key, peer=peer, first_byte=part.first)
    return send_part(request, open_bytes(link.stored_as), part, name=link.name, etag=etag)
