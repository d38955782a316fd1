"""One mail beside the list it was opened from. Opening it is reading it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from mailsvc.directory.roles import Role
from mailsvc.labels.rules import labels_on
from mailsvc.labels.selectors import list_labels
from mailsvc.mailstore.values import Folder, Stored
from mailsvc.usage import services as usage
from webui.mail.door import Door, open_door
from webui.mail.forms.later import list_moments
from webui.mail.invitation import show_invitation
from webui.mail.listing import Asked, asked_url, message_url, name_listing, read_asked
from webui.mail.pictures import read_pictures
from webui.mail.place import is_in_place, render_parts
from webui.mail.rail import count_one_read, list_targets, make_rail, may_make_rules
from webui.mail.reading import read_mail
from webui.mail.receipt import ask_for_receipt
from webui.mail.store import open_store
from webui.mail.together import make_side
from webui.mail.trust import read_trust
from webui.shared.http import WebRequest


def message(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Marks the mail as read where the actor may, and counts the day as one of use.

    Beside a list that stands already, the boxes come along only when a count of theirs changed.
    """
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        stored = session.fetch(asked.folder, uid)
        is_new = door.may_edit and "\\Seen" not in stored.flags
        if is_new and session.mark(asked.folder, [uid], seen=True):
            folders = [count_one_read(f) if f.name == asked.folder else f for f in folders]
    usage.record(request.actor, usage.UsageKind.READ)
    context = _context(request, door, asked, stored, folders)
    if is_in_place(request) and not is_new:
        return render_parts("mail/_place_letter.html", context)
    context["rail"] = make_rail(request.actor, door.mailbox, folders, asked.folder, door.others)
    if is_in_place(request):
        return render_parts("mail/_place_letter.html", context)
    return render(request, "mail/message.html", context)


def _context(
    request: WebRequest, door: Door, asked: Asked, stored: Stored, folders: list[Folder]
) -> dict[str, object]:
    """All that the bar and the mail itself show."""
    actor, pk, uid = request.actor, door.mailbox.pk, stored.uid
    reading = read_mail(stored.content)
    return {
        "door": door,
        "uid": uid,
        "asked": asked,
        "folder": next((f for f in folders if f.name == asked.folder), None),
        "listing": name_listing(pk, asked, folders),
        "may_manage": may_make_rules(actor, door.mailbox),
        "tags": (tags := list_labels(pk)),
        "labels": labels_on(stored.flags, tags),
        "targets": list_targets(folders, asked.folder),
        "query": asked.query,
        "reading": reading,
        "trust": read_trust(reading.view, reading.masked),
        "pictures": read_pictures(request, actor, reading.view),
        "is_text": not reading.view.html or request.GET.get("as") == "text",
        "is_flagged": "\\Flagged" in stored.flags,
        "received_at": stored.received_at,
        "may_register": reading.has_pdf and actor.has_role(Role.CLERK),
        "later_choices": list_moments(get_language() or ""),
        "back_url": asked_url(pk, asked),
        "this_url": message_url(pk, uid, asked),
        "frame_url": message_url(pk, uid, asked, "frame"),
        "headers_url": message_url(pk, uid, asked, "headers"),
        "newer_url": message_url(pk, uid, asked, "newer"),
        "older_url": message_url(pk, uid, asked, "older"),
        "source_url": message_url(pk, uid, asked, "source"),
        "side": make_side(actor, door, asked, uid, reading.view),
        "invitation": show_invitation(actor, door, asked, stored, reading.view),
        "receipt": ask_for_receipt(request, door, asked, stored, reading.view),
        "download_url": message_url(pk, uid, asked, "download"),
    }
