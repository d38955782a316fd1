"""A folder's list, fifty mails a page, newest first; or what was searched in it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from mailsvc.base.memory import Memory
from webui.mail.door import Door, open_door
from webui.mail.listing import Listing, read_asked, read_listing, read_open
from webui.mail.place import is_in_place
from webui.mail.rail import list_targets, make_rail
from webui.mail.store import open_store
from webui.shared.http import WebRequest
from webui.shared.packed import Packed, PackedResponse, pack

_kept: Memory[tuple[Any, ...], Packed] = Memory(limit=14_000_000)  # bytes


def list_mails(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The page; beside what stands already only its parts, for a refresh its list and boxes."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        listing = read_listing(
            request.actor, session, door.mailbox, asked, folders, read_open(request)
        )
    if request.GET.get("state") == listing.state != "" and request.htmx:
        return HttpResponse(status=204)  # a refresh, and nothing in the folder has changed
    context = {
        "door": door,
        "listing": listing,
        "rail": make_rail(request.actor, door.mailbox, folders, asked.folder, door.others),
        "tags": listing.labels,
        "targets": list_targets(folders, asked.folder),
        "query": asked.query,
        "folders": tuple(folders),
        "folder": next((f for f in folders if f.name == asked.folder), None),
    }
    if is_in_place(request):
        return PackedResponse(_render_parts(door, listing, context))
    if request.htmx and not request.htmx.boosted:
        return render(request, "mail/_list.html", context | {"is_fragment": True})
    return render(request, "mail/list.html", context)


def _render_parts(door: Door, listing: Listing, context: dict[str, Any]) -> Packed:
    """Without what the frame of a page needs, and without tokens: the script gives forms theirs.
    A list in which nothing changed, under the same counts and rights, is the same text.
    """
    rail = context["rail"]
    around = (rail.name, rail.others, rail.is_shared, rail.may_manage, door.may_edit)
    key = (listing.key, context["folders"], *around)
    kept = _kept.get(key) if listing.key is not None else None
    if kept is not None:
        return kept
    packed = pack(render_to_string("mail/_place_list.html", context))
    if listing.key is not None:
        _kept.put(key, packed, packed.weight)
    return packed
