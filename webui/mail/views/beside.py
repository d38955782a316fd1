"""From an open mail to the next or the one before, in the order of the list it was opened from."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from webui.mail.door import open_door
from webui.mail.listing import Asked, asked_url, message_url, read_asked, read_listing
from webui.mail.store import open_store
from webui.shared.http import WebRequest

Uids = Callable[[int], tuple[list[int], int]]


def older(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Down the list."""
    return _go(request, mailbox_pk, uid, by=1)


def newer(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Up the list."""
    return _go(request, mailbox_pk, uid, by=-1)


def _go(request: WebRequest, mailbox_pk: int, uid: int, *, by: int) -> HttpResponse:
    """Only looked for when somebody presses it: an open mail does not ask for its list."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        folders = session.list_folders()

        def uids(page: int) -> tuple[list[int], int]:
            found = read_listing(
                request.actor, session, door.mailbox, replace(asked, page=page), folders
            )
            return [row.uid for row in found.rows], found.pages

        goal = _beside(uids, asked, uid, by)
    if goal is None:
        said = _("Đây là thư cuối danh sách.") if by > 0 else _("Đây là thư đầu danh sách.")
        messages.info(request, said)
        return redirect(asked_url(mailbox_pk, asked))
    page, found = goal
    return redirect(message_url(mailbox_pk, found, replace(asked, page=page)))


def _beside(uids: Uids, asked: Asked, uid: int, by: int) -> tuple[int, int] | None:
    """(page, uid). A mail that came meanwhile moved the open one to the page after."""
    here, pages = uids(asked.page)
    page = asked.page
    if uid not in here and page < pages:
        page += 1
        here, pages = uids(page)
    if uid not in here:
        return None
    at = here.index(uid) + by
    if 0 <= at < len(here):
        return page, here[at]
    page += by
    if not 1 <= page <= pages:
        return None
    there, _pages = uids(page)
    return (page, there[0 if by > 0 else -1]) if there else None
