"""Writing a mail: new, an answer, a forward, a draft; saved or sent.

With every refusal the page comes back with what was typed; files that came along are put into a
draft, because a browser sends them once only.
"""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, Unavailable
from mailsvc.directory.access import list_lent_mailboxes, list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from webui.mail import once
from webui.mail.door import Door, open_door, sending_mailbox
from webui.mail.forms.compose import ComposeForm
from webui.mail.origin import (
    Origin,
    asked_origin,
    fetch_origin,
    initial_values,
    refetch_origin,
    trace_of_draft,
)
from webui.mail.outgoing import Written, read_form, recipient_errors, save_draft, send
from webui.mail.rail import list_url
from webui.mail.store import DRAFTS, INBOX, SENT, open_store
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Desk:
    """Who writes, from which mailbox, continuing what."""

    actor: Actor
    door: Door
    sender: Mailbox
    origin: Origin = Origin()

    @property
    def authors(self) -> list[Mailbox]:
        """Whose name may stand in From: this mailbox's, and those lent to the actor."""
        return [self.sender, *list_lent_mailboxes(self.actor)]

    def read(self, form: ComposeForm) -> Written:
        source = self.door.mailbox if self.door.may_edit else None
        return read_form(
            self.actor,
            self.sender,
            form,
            origin=self.origin,
            source=source,
            authors=self.authors,
        )


def compose_own(request: WebRequest) -> HttpResponse:
    """From one's own mailbox, or the first open one."""
    mailboxes = list_open_mailboxes(request.actor)
    if not mailboxes:
        return redirect("mail:home")
    query = request.GET.urlencode()
    path = reverse("mail:compose", args=[mailboxes[0].pk])
    return redirect(f"{path}?{query}" if query else path)


def compose(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows the form, POST saves or sends it."""
    door = open_door(request.actor, mailbox_pk)
    desk = Desk(request.actor, door, sending_mailbox(request.actor, door.mailbox))
    return _take(request, desk) if request.method == "POST" else _begin(request, desk)


def _begin(request: WebRequest, desk: Desk) -> HttpResponse:
    origin = asked_origin(request.GET)
    if origin.uid:
        with open_store(desk.door.mailbox) as session:
            desk = replace(desk, origin=fetch_origin(session, origin))
    own = {desk.actor.address, desk.sender.address, desk.door.mailbox.address}
    initial = initial_values(desk.origin, own)
    if not desk.origin.content:
        initial["to"] = request.GET.get("to", "")[:1000]
    initial["token"] = once.seal(desk.actor, trace_of_draft(desk.origin))
    return _page(request, desk, ComposeForm(initial=initial, authors=desk.authors))


def _take(request: WebRequest, desk: Desk) -> HttpResponse:
    form = ComposeForm(request.POST, request.FILES, authors=desk.authors)
    try:
        desk = _with_origin(desk, form)
        written = desk.read(form) if form.is_valid() else None
        if written and request.POST.get("action") == "save":
            return _saved(request, desk, written)
        if written and not _has_errors(form, written):
            send(written)
            messages.success(request, _("Đã gửi thư."))
            return redirect(list_url(desk.door.mailbox.pk, INBOX))
    except (AppError, DatabaseError) as error:
        return _refused(request, desk, form, error)
    return _page(request, _with_files_kept(desk, form), form, status=422)


def _with_origin(desk: Desk, form: ComposeForm) -> Desk:
    form.is_valid()
    data = form.cleaned_data
    asked = Origin(data.get("kind") or "", data.get("folder") or INBOX, data.get("uid") or 0)
    if not asked.uid:
        return desk
    with open_store(desk.door.mailbox) as session:
        return replace(desk, origin=refetch_origin(session, asked))


def _has_errors(form: ComposeForm, written: Written) -> bool:
    for field, sentences in recipient_errors(written).items():
        for sentence in sentences:
            form.add_error(field, sentence)
    return bool(form.errors)


def _saved(request: WebRequest, desk: Desk, written: Written) -> HttpResponse:
    uid = save_draft(written)
    local = clock.now().astimezone(clock.VIETNAM)
    messages.success(request, _("Đã lưu nháp lúc %(time)s.") % {"time": local.strftime("%H:%M")})
    return redirect(f"{reverse('mail:compose', args=[desk.sender.pk])}?draft={uid}")


def _refused(
    request: WebRequest, desk: Desk, form: ComposeForm, error: AppError | DatabaseError
) -> HttpResponse:
    """The form again, with the reason above it."""
    if isinstance(error, DatabaseError):
        error = Unavailable("database", _("Cơ sở dữ liệu tạm thời không trả lời."))
    text = error.public_text
    if isinstance(error, Unavailable):
        text += " " + _("Thư chưa gửi, nội dung đã gõ vẫn còn: đồng chí chờ một phút rồi bấm lại.")
    elif not isinstance(error, Conflict):
        desk = _with_files_kept(desk, form)
    form.add_error(None, text)
    return _page(request, desk, form, status=error.http_status)


def _with_files_kept(desk: Desk, form: ComposeForm) -> Desk:
    """The files that came along, in a draft the form goes on from."""
    if not form.cleaned_data.get("attachments"):
        return desk
    try:
        uid = save_draft(desk.read(form))
        with open_store(desk.sender) as session:
            origin = fetch_origin(session, Origin("draft", DRAFTS, uid))
    except AppError:
        form.add_error("attachments", _("Tệp chưa giữ được: đồng chí chọn lại tệp."))
        return desk
    if isinstance(form.data, QueryDict):
        data = form.data.copy()
        data["kind"], data["folder"], data["uid"] = "draft", DRAFTS, str(uid)
        data.setlist("keep", [str(file.index) for file in origin.files])
        form.data = data
    return replace(desk, origin=origin, door=Door(desk.sender, may_edit=True))


def _page(request: WebRequest, desk: Desk, form: ComposeForm, status: int = 200) -> HttpResponse:
    kept = {str(n) for n in form["keep"].value() or []} if form.is_bound else None
    files = [
        (file, str(file.index) in kept if kept is not None else not file.is_inline)
        for file in desk.origin.files
    ]
    mailbox = desk.door.mailbox
    context = {
        "form": form,
        "mailbox": mailbox,
        "sender": desk.sender,
        "files": files,
        "has_authors": len(desk.authors) > 1,
        "is_draft": desk.origin.is_draft,
        "url": reverse("mail:compose", args=[mailbox.pk]),
        "boxes": [
            (_("Hộp thư đến"), list_url(mailbox.pk, INBOX)),
            (_("Thư nháp"), list_url(mailbox.pk, DRAFTS)),
            (_("Đã gửi"), list_url(mailbox.pk, SENT)),
        ],
    }
    return render(request, "mail/compose.html", context, status=status)
