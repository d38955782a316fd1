"""One mail beside the list it was opened from. Opening it is reading it."""

from django.http import HttpResponse
from django.shortcuts import render

from mailsvc.directory.roles import Role
from mailsvc.labels.rules import labels_on
from mailsvc.labels.selectors import list_labels
from mailsvc.usage import services as usage
from webui.mail.door import open_door
from webui.mail.forms.later import CHOICES
from webui.mail.invitation import show_invitation
from webui.mail.listing import asked_url, message_url, name_listing, read_asked
from webui.mail.pictures import read_pictures
from webui.mail.rail import count_one_read, list_targets, make_rail
from webui.mail.reading import read_mail
from webui.mail.receipt import ask_for_receipt
from webui.mail.store import open_store
from webui.mail.together import make_side
from webui.mail.trust import read_trust
from webui.shared.http import WebRequest


def message(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Marks the mail as read where the actor may, and counts the day as one of use."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        stored = session.fetch(asked.folder, uid)
        is_new = door.may_edit and "\\Seen" not in stored.flags
        if is_new and session.mark(asked.folder, [uid], seen=True):
            folders = [count_one_read(f) if f.name == asked.folder else f for f in folders]
    usage.record(request.actor, usage.UsageKind.READ)
    reading = read_mail(stored.content)
    as_text = not reading.view.html or request.GET.get("as") == "text"
    context = {
        "door": door,
        "uid": uid,
        "asked": asked,
        "folder": next((f for f in folders if f.name == asked.folder), None),
        "listing": name_listing(mailbox_pk, asked, folders),
        "rail": make_rail(request.actor, door.mailbox, folders, asked.folder, door.others),
        "tags": (tags := list_labels(mailbox_pk)),
        "labels": labels_on(stored.flags, tags),
        "targets": list_targets(folders, asked.folder),
        "query": asked.query,
        "reading": reading,
        "trust": read_trust(reading.view, reading.masked),
        "pictures": read_pictures(request, request.actor, reading.view),
        "is_text": as_text,
        "is_flagged": "\\Flagged" in stored.flags,
        "received_at": stored.received_at,
        "may_register": reading.has_pdf and request.actor.has_role(Role.CLERK),
        "later_choices": CHOICES,
        "back_url": asked_url(mailbox_pk, asked),
        "this_url": message_url(mailbox_pk, uid, asked),
        "frame_url": message_url(mailbox_pk, uid, asked, "frame"),
        "headers_url": message_url(mailbox_pk, uid, asked, "headers"),
        "newer_url": message_url(mailbox_pk, uid, asked, "newer"),
        "older_url": message_url(mailbox_pk, uid, asked, "older"),
        "source_url": message_url(mailbox_pk, uid, asked, "source"),
        "side": make_side(request.actor, door, asked, uid, reading.view),
        "invitation": show_invitation(request.actor, door, asked, stored, reading.view),
        "receipt": ask_for_receipt(request, door, asked, stored, reading.view),
        "download_url": message_url(mailbox_pk, uid, asked, "download"),
    }
    return render(request, "mail/message.html", context)
