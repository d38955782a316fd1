"""Who writes, from which mailbox, continuing what; and the page of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.base.errors import Invalid
from mailsvc.directory.access import list_lent_mailboxes, may_manage
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks.selectors import is_on
from mailsvc.stationery.selectors import list_ready, sign_for
from webui.mail import once
from webui.mail.about import find_about
from webui.mail.answering import read_beside
from webui.mail.door import Door, open_door, sending_mailbox
from webui.mail.forms.compose import ComposeForm, settled
from webui.mail.inserted import is_inserted
from webui.mail.origin import Origin, fetch_origin, refetch_origin
from webui.mail.outgoing import Written, read_form
from webui.mail.rail import list_url
from webui.mail.store import DRAFTS, INBOX, SENT, open_store
from webui.mail.timing import Hint, hint_for
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Desk:
    """Who writes, from which mailbox, continuing what."""

    actor: Actor
    door: Door
    sender: Mailbox
    origin: Origin = Origin()

    @cached_property
    def authors(self) -> list[Mailbox]:
        """Whose name may stand in From: this mailbox's, and those lent to the actor."""
        return [self.sender, *list_lent_mailboxes(self.actor)]

    @cached_property
    def signatures(self) -> dict[str, str]:
        """What mails end with, by the number of each mailbox that may stand in From."""
        return {str(one.pk): sign_for(self.actor, one) for one in self.authors}

    @property
    def url(self) -> str:
        return reverse("mail:compose", args=[self.door.mailbox.pk])

    def read(self, form: ComposeForm) -> Written:
        source = self.door.mailbox if self.door.may_edit else None
        written = read_form(
            self.actor,
            self.sender,
            form,
            origin=self.origin,
            source=source,
            authors=self.authors,
        )
        return replace(written, beside=self.door.mailbox)

    def on_draft(self, uid: int) -> "Desk":
        """The same work, going on from a draft that was just kept; what the mail store raises."""
        with open_store(self.sender) as session:
            origin = fetch_origin(session, Origin("draft", DRAFTS, uid))
        return replace(self, origin=origin, door=Door(self.sender, may_edit=True))


def open_desk(actor: Actor, mailbox_pk: int) -> Desk:
    """NotFound for strangers, Forbidden for who may not send from anywhere."""
    door = open_door(actor, mailbox_pk)
    return Desk(actor, door, sending_mailbox(actor, door.mailbox))


def open_posted(request: WebRequest, mailbox_pk: int) -> tuple[Desk, ComposeForm]:
    """The desk and the form that came back, checked; with its origin as far as it is still there.

    A mail store that is down must not cost what was typed: who calls fetches the origin
    (`with_origin`) where it can show the form again.
    """
    desk = open_desk(request.actor, mailbox_pk)
    form = ComposeForm(settled(request.POST), request.FILES, authors=desk.authors)
    form.is_valid()
    return desk, form


def with_origin(desk: Desk, form: ComposeForm) -> Desk:
    """The mail the form continues; a mail gone meanwhile is no origin."""
    data = form.cleaned_data
    asked = Origin(data.get("kind") or "", data.get("folder") or INBOX, data.get("uid") or 0)
    if not asked.uid:
        return desk
    with open_store(desk.door.mailbox) as session:
        return replace(desk, origin=refetch_origin(session, asked))


def boxes_of(mailbox: Mailbox) -> list[tuple[str, str]]:
    """The rail of pages that need no mail store."""
    return [
        (_("Hộp thư đến"), list_url(mailbox.pk, INBOX)),
        (_("Thư nháp"), list_url(mailbox.pk, DRAFTS)),
        (_("Thư chờ gửi"), reverse("mail:waiting", args=[mailbox.pk])),
        (_("Đã gửi"), list_url(mailbox.pk, SENT)),
        *([(_("Tệp lớn"), reverse("mail:file_links", args=[mailbox.pk]))] if is_on() else []),
    ]


def _ready_of(desk: Desk) -> list[tuple[str, str]]:
    """What stands ready for mails of this mailbox, for whoever may change it."""
    own = desk.sender.owner_id == desk.actor.account_pk or may_manage(desk.actor, desk.sender)
    if not own:
        return []
    return [
        (_("Chữ ký cuối thư"), reverse("mail:signature", args=[desk.sender.pk])),
        (_("Thư mẫu"), reverse("mail:templates", args=[desk.sender.pk])),
    ]


def _pictures_url(desk: Desk, form: ComposeForm) -> str:
    """What stands before the key of a picture of this mail; "" for a token that is not read."""
    try:
        trace_id = once.unseal(desk.actor, str(form["token"].value() or ""))
    except Invalid:
        return ""
    return reverse("mail:inserted", args=[desk.sender.pk, trace_id, "0"]).removesuffix("0/")


def hint_of(form: ComposeForm) -> Hint | None:
    """What is said beside "send" of the recipients as they stand there."""
    return hint_for(", ".join(str(form[name].value() or "") for name in ("to", "cc", "bcc")))


def show(
    request: HttpRequest,
    desk: Desk,
    form: ComposeForm,
    status: int = 200,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The page a mail is written on."""
    kept = {str(n) for n in form["keep"].value() or []} if form.is_bound else None
    files = [
        (file, str(file.index) in kept if kept is not None else not file.is_inline)
        for file in desk.origin.files
        if not (desk.origin.is_draft and is_inserted(file))
    ]
    mailbox = desk.door.mailbox
    context = {
        "form": form,
        "about": find_about(desk.actor, str(form["document"].value() or "")),
        "mailbox": mailbox,
        "sender": desk.sender,
        "files": files,
        "has_authors": len(desk.authors) > 1,
        "signatures": json.dumps(desk.signatures) if len(desk.authors) > 1 else "",
        "is_draft": desk.origin.is_draft,
        "url": desk.url,
        "file_max": settings.ATTACHMENTS_MAX_BYTES,
        "large_mb": settings.FILE_LINK_MAX_BYTES // 1024**2,
        "large_max": settings.FILE_LINK_MAX_BYTES,
        "link_url": reverse("mail:link_file", args=[mailbox.pk]),
        "beside": read_beside(desk.actor, mailbox, desk.origin),
        "hint": None if form["later"].value() else hint_of(form),
        "pictures_url": _pictures_url(desk, form),
        "is_rich": bool(form["html"].value()),
        "templates": list_ready(desk.sender),
        "boxes": boxes_of(mailbox) + _ready_of(desk),
    }
    return render(request, "mail/compose.html", context | dict(more or {}), status=status)
