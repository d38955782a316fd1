"""A folder's list, fifty mails a page, newest first; or what was searched in it."""

from django.http import HttpResponse
from django.shortcuts import render

from webui.mail.door import open_door
from webui.mail.listing import read_asked, read_listing, read_open
from webui.mail.place import is_in_place, render_parts
from webui.mail.rail import list_targets, make_rail
from webui.mail.store import open_store
from webui.shared.http import WebRequest


def list_mails(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The page; beside what stands already only its parts, for a refresh its list and boxes."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        listing = read_listing(
            request.actor, session, door.mailbox, asked, folders, read_open(request)
        )
    if request.htmx and request.GET.get("state") == listing.state != "":
        return HttpResponse(status=204)  # a refresh, and nothing in the folder has changed
    context = {
        "door": door,
        "listing": listing,
        "rail": make_rail(request.actor, door.mailbox, folders, asked.folder, door.others),
        "tags": listing.labels,
        "targets": list_targets(folders, asked.folder),
        "query": asked.query,
        "folder": next((f for f in folders if f.name == asked.folder), None),
    }
    if is_in_place(request):
        return render_parts("mail/_place_list.html", context)
    if request.htmx and not request.htmx.boosted:
        return render(request, "mail/_list.html", context | {"is_fragment": True})
    return render(request, "mail/list.html", context)
