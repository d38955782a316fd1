"""One mail beside the list it was opened from. Opening it is reading it."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from docflow.documents.access import working_agencies
from mailsvc.base.memory import Memory
from mailsvc.directory.roles import Role
from mailsvc.labels.rules import Label, labels_on
from mailsvc.labels.selectors import list_labels
from mailsvc.mailstore.values import Folder, Stored
from mailsvc.usage import services as usage
from webui.mail.door import Door, open_door
from webui.mail.forms.later import list_moments
from webui.mail.invitation import show_invitation
from webui.mail.listing import Asked, asked_tail, asked_url, name_listing, read_asked
from webui.mail.pictures import Pictures, read_pictures
from webui.mail.place import is_in_place, render_parts
from webui.mail.rail import (
    count_one_read,
    folder_label,
    list_targets,
    make_rail,
    may_make_rules,
)
from webui.mail.reading import Reading, read_mail
from webui.mail.receipt import ask_for_receipt
from webui.mail.registered import find_registered
from webui.mail.store import open_store
from webui.mail.together import make_side
from webui.mail.trust import Trust, read_trust
from webui.shared.http import WebRequest
from webui.shared.packed import Packed, PackedResponse, pack


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
    look = _look(request, door, asked, stored, folders)
    beside = _beside(request, door, asked, stored)
    if beside["registered"]:
        look = replace(look, may_register=False)
    if is_in_place(request) and not is_new and not any(beside.values()):
        return PackedResponse(_render_letter(look, request.LANGUAGE_CODE))
    context = look.context() | beside | {"door": door, "folder": _here(folders, asked)}
    if not is_in_place(request) or is_new:
        context["rail"] = make_rail(request.actor, door.mailbox, folders, asked.folder, door.others)
    if is_in_place(request):
        return render_parts("mail/_place_letter.html", context)
    return render(request, "mail/message.html", context)


_kept: "Memory[tuple[_Look, str], Packed]" = Memory(limit=16_000_000)  # bytes, about


@dataclass(frozen=True)
class _Look:
    """All that the bar and the mail itself show; hashable."""

    pk: int
    uid: int
    asked: Asked
    label: str
    role: str
    may_edit: bool
    may_manage: bool
    tags: tuple[Label, ...]
    labels: tuple[Label, ...]
    targets: tuple[tuple[str, str], ...]
    reading: Reading
    trust: Trust
    pictures: Pictures
    is_text: bool
    is_flagged: bool
    received_at: datetime
    may_register: bool
    may_file: bool
    later_choices: tuple[tuple[str, str], ...]

    def __hash__(self) -> int:
        """Of what tells most looks apart; whether two are the same is asked of all they show."""
        return hash((self.pk, self.uid, self.reading, self.role, self.is_flagged))

    def context(self) -> dict[str, object]:
        """For the templates."""
        pk, asked = self.pk, self.asked
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        return facts | {
            "listing": name_listing(pk, asked, self.label),
            "query": asked.query,
            "back_url": asked_url(pk, asked),
            "tail": asked_tail(asked),
        }


def _render_letter(look: _Look, language: str) -> Packed:
    """The parts of a mail that nothing stands beside: the same look is the same text."""
    kept = _kept.get((look, language))
    if kept is None:
        kept = pack(render_to_string("mail/_place_letter.html", look.context()))
        view = look.reading.view  # stays as long as its look
        _kept.put((look, language), kept, kept.weight + len(view.text) + len(view.html))
    return kept


def _look(
    request: WebRequest, door: Door, asked: Asked, stored: Stored, folders: list[Folder]
) -> _Look:
    actor, pk = request.actor, door.mailbox.pk
    reading, here = read_mail(stored.content), _here(folders, asked)
    tags = list_labels(pk)
    is_text = not reading.view.html or request.GET.get("as") == "text"
    return _Look(
        pk=pk,
        uid=stored.uid,
        asked=asked,
        label=folder_label(here) if here else asked.folder,
        role=here.role if here else "",
        may_edit=door.may_edit,
        may_manage=may_make_rules(actor, door.mailbox),
        tags=tags,
        labels=labels_on(stored.flags, tags),
        targets=list_targets(folders, asked.folder),
        reading=reading,
        trust=read_trust(reading, is_text=is_text),
        pictures=read_pictures(request, actor, reading.view),
        is_text=is_text,
        is_flagged="\\Flagged" in stored.flags,
        received_at=stored.received_at,
        may_register=reading.has_pdf and actor.has_role(Role.CLERK),
        may_file=bool(reading.files) and bool(working_agencies(actor)),
        later_choices=list_moments(request.LANGUAGE_CODE),
    )


def _beside(
    request: WebRequest, door: Door, asked: Asked, stored: Stored
) -> dict[str, object | None]:
    """What stands beside few mails, and changes without them."""
    actor, view = request.actor, read_mail(stored.content).view
    return {
        "side": make_side(actor, door, asked, stored.uid, view),
        "invitation": show_invitation(actor, door, asked, stored, view),
        "receipt": ask_for_receipt(request, door, asked, stored, view),
        "registered": find_registered(actor, door, stored.content, view),
    }


def _here(folders: list[Folder], asked: Asked) -> Folder | None:
    return next((f for f in folders if f.name == asked.folder), None)
