"""Conversations: their list, and one of them with its mails under each other."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from mailsvc.usage import services as usage
from webui.mail.conversations import PAGE_SIZE, Turn, list_talks, read_talk
from webui.mail.door import Door, open_door
from webui.mail.listing import read_asked
from webui.mail.rail import folder_label, list_url, make_rail
from webui.mail.store import MailSession, open_store
from webui.shared.http import WebRequest


def list_conversations(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """A folder's conversations, newest first; the flat list is one click away."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        talks = list_talks(
            *(request.actor, door.mailbox, session, folders, asked.folder, asked.page)
        )
    first = (talks.page - 1) * PAGE_SIZE + 1
    context = {
        "door": door,
        "talks": talks,
        "label": next(folder_label(f) for f in folders if f.name == asked.folder),
        "folder": asked.folder,
        "rail": make_rail(request.actor, door.mailbox, folders, asked.folder, door.others),
        "first": first,
        "last": first + len(talks.lines) - 1,
        "flat_url": list_url(mailbox_pk, asked.folder),
        "previous_url": _url(mailbox_pk, asked.folder, talks.page - 1) if talks.page > 1 else "",
        "next_url": _url(mailbox_pk, asked.folder, talks.page + 1)
        if talks.page < talks.pages
        else "",
    }
    return render(request, "mail/conversations.html", context)


def conversation(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """The whole conversation of a mail; what is open counts as read."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    wanted = request.GET.getlist("mo")[:50]
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        turns = read_talk(*(request.actor, door.mailbox, session, folders, asked, uid, wanted))
        if door.may_edit:
            _mark_read(session, turns)
    usage.record(request.actor, usage.UsageKind.READ)
    last = next((turn for turn in reversed(turns) if not turn.is_own), turns[-1])
    context = {
        "door": door,
        "turns": turns,
        "last": last,
        "subject": turns[0].hit.row.subject,
        "label": next((folder_label(f) for f in folders if f.name == asked.folder), asked.folder),
        "rail": make_rail(request.actor, door.mailbox, folders, asked.folder, door.others),
        "back_url": _url(mailbox_pk, asked.folder, 1),
        "all_url": _all_url(door, asked.folder, uid, turns),
    }
    return render(request, "mail/conversation.html", context)


def _mark_read(session: MailSession, turns: list[Turn]) -> None:
    by_folder: dict[str, list[int]] = {}
    for turn in turns:
        if turn.reading is not None and not turn.hit.row.is_seen:
            by_folder.setdefault(turn.hit.folder, []).append(turn.hit.row.uid)
    for folder, uids in by_folder.items():
        session.mark(folder, uids, seen=True)


def _url(mailbox_pk: int, folder: str, page: int) -> str:
    asked = {"folder": folder} | ({"page": str(page)} if page > 1 else {})
    return f"{reverse('mail:conversations', args=[mailbox_pk])}?{urlencode(asked)}"


def _all_url(door: Door, folder: str, uid: int, turns: list[Turn]) -> str:
    """Opens all; empty when all are."""
    if all(turn.is_open for turn in turns):
        return ""
    path = reverse("mail:conversation", args=[door.mailbox.pk, uid])
    return f"{path}?{urlencode({'folder': folder, 'mo': [t.anchor for t in turns]}, doseq=True)}"
