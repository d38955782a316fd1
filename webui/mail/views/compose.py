"""Writing a mail: new, an answer, a forward, a draft; saved or sent.

With every refusal the page comes back with what was typed; files that came along are put into a
draft, because a browser sends them once only. Who was signed out meanwhile finds it after log-in.
"""

from dataclasses import replace

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, Unavailable
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.outbox.selectors import Stage, list_deliveries
from webui.mail import notice, once, typed
from webui.mail.about import find_about, subject_of
from webui.mail.answered import mark_answered
from webui.mail.answering import answered_meanwhile, begin_answer
from webui.mail.asking import ask_before
from webui.mail.desk import Desk, open_desk, open_posted, show, with_origin
from webui.mail.drafts import forget_draft, keep_draft
from webui.mail.forms.compose import ComposeForm, settled
from webui.mail.linking import keep_upload, words_of
from webui.mail.origin import asked_origin, fetch_origin, initial_values, trace_of_draft
from webui.mail.outgoing import Written, recipient_errors, send
from webui.mail.rail import list_url
from webui.mail.rewriting import ACTIONS, first_text, put_in, rewrite
from webui.mail.store import DRAFTS, INBOX, open_store
from webui.shared.http import WebRequest


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
    if request.method == "POST":
        return _take(request, mailbox_pk)
    desk = open_desk(request.actor, mailbox_pk)
    fields = typed.take_back(request)
    return _go_on(request, desk, fields) if fields else _begin(request, desk)


compose.when_signed_out = typed.put_aside  # type: ignore[attr-defined]


def _begin(request: WebRequest, desk: Desk) -> HttpResponse:
    origin = asked_origin(request.GET)
    if origin.uid:
        with open_store(desk.door.mailbox) as session:
            desk = replace(desk, origin=fetch_origin(session, origin))
        begin_answer(desk.actor, desk.door.mailbox, desk.origin)
    own = {desk.actor.address, desk.sender.address, desk.door.mailbox.address}
    initial = initial_values(desk.origin, own, desk.authors)
    if desk.origin.kind == "again":
        initial["to"] = ", ".join(_not_reached(desk))
    if not desk.origin.content:
        initial["to"] = request.GET.get("to", "")[:1000]
    about = find_about(desk.actor, request.GET.get("document", ""))
    if about is not None:
        initial["document"] = about.pk
        if not desk.origin.content:
            initial["subject"] = subject_of(about)
    initial["text"] = first_text(desk, str(initial.get("text", "")))
    initial["token"] = once.seal(desk.actor, trace_of_draft(desk.origin))
    initial["page"] = once.new_page()
    return show(request, desk, ComposeForm(initial=initial, authors=desk.authors))


def _not_reached(desk: Desk) -> list[str]:
    """Whom a sent mail did not reach; into no mailbox is looked for that."""
    found = list_deliveries(
        desk.door.mailbox, desk.origin.view.message_id, open_mailbox=open_store, looked_at=0
    )
    return [one.address for one in found if one.stage is Stage.FAILED]


def _go_on(request: WebRequest, desk: Desk, fields: QueryDict) -> HttpResponse:
    """What was typed when the log-in had run out, on the page again."""
    form = ComposeForm(settled(fields), authors=desk.authors)
    form.is_valid()
    desk = with_origin(desk, form)
    messages.warning(
        request,
        _(
            "Phiên làm việc đã hết khi đồng chí bấm nút. Nội dung đã gõ còn đủ ở dưới, "
            "thư CHƯA gửi; tệp vừa chọn thì đồng chí chọn lại."
        ),
    )
    return show(request, desk, form)


def _take(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    desk, form = open_posted(request, mailbox_pk)
    try:
        desk = with_origin(desk, form)
        action = request.POST.get("action", "")
        if action == "link" or form.cleaned_data.get("large"):
            return _linked(request, desk, form)
        if action in ACTIONS:
            return _rewritten(request, desk, form, action)
        written = desk.read(form) if form.may_be_kept else None
        if written and action == "save":
            return _saved(request, desk, written)
        if written and not form.errors and not _has_errors(form, written):
            _refuse_second_answer(request, desk)
            asked = ask_before(written)
            if asked is None or request.POST.get("confirmed") == asked.digest:
                return _sent(request, desk, written)
            desk = _with_files_kept(desk, form)
            return show(request, desk, form, more={"asked": asked})
    except (AppError, DatabaseError) as error:
        return _refused(request, desk, form, error)
    return show(request, _with_files_kept(desk, form), form, status=422)


def _rewritten(request: WebRequest, desk: Desk, form: ComposeForm, action: str) -> HttpResponse:
    desk = _with_files_kept(desk, form)
    return show(request, desk, rewrite(desk, form, action))


def _linked(request: WebRequest, desk: Desk, form: ComposeForm) -> HttpResponse:
    """Its address in the text, whichever button was pressed: what goes is seen before it goes."""
    data = form.cleaned_data
    link = keep_upload(request, desk.sender, data.get("large"), data.get("large_days", ""))
    desk = _with_files_kept(desk, form)
    messages.success(
        request,
        _("Đã tải lên “%(name)s”, đường dẫn nằm ở cuối nội dung. Thư CHƯA gửi.")
        % {"name": link.name},
    )
    return show(request, desk, put_in(desk, form, words_of(request, link)))


def _refuse_second_answer(request: WebRequest, desk: Desk) -> None:
    """Conflict("answered") when a colleague was faster, unless it is wanted all the same."""
    faster = answered_meanwhile(desk.actor, desk.origin)
    if faster is None or "answer_anyway" in request.POST:
        return
    at = faster.at.astimezone(clock.VIETNAM).strftime("%H:%M")
    text = _(
        "%(who)s đã trả lời thư này lúc %(at)s, sau khi đồng chí mở trang soạn. Đồng chí xem thư "
        "đã gửi; nếu vẫn cần trả lời, đánh dấu ô bên dưới rồi bấm Gửi."
    )
    raise Conflict("answered", text % {"who": faster.name, "at": at})


def _has_errors(form: ComposeForm, written: Written) -> bool:
    for field, sentences in recipient_errors(written).items():
        for sentence in sentences:
            form.add_error(field, sentence)
    return bool(form.errors)


def _saved(request: WebRequest, desk: Desk, written: Written) -> HttpResponse:
    uid = keep_draft(written, over_others="over" in request.POST)
    local = clock.now().astimezone(clock.VIETNAM)
    messages.success(request, _("Đã lưu nháp lúc %(time)s.") % {"time": local.strftime("%H:%M")})
    about = request.POST.get("document", "")
    more = f"&document={about}" if find_about(desk.actor, about) else ""
    return redirect(f"{reverse('mail:compose', args=[desk.sender.pk])}?draft={uid}{more}")


def _sent(request: WebRequest, desk: Desk, written: Written) -> HttpResponse:
    undo_s = request.preferences.undo_send_s
    send(written, undo_s=undo_s)
    forget_draft(written)
    mark_answered(written)
    notice.tell_sent(request, written, undo_s=undo_s)
    return redirect(list_url(desk.door.mailbox.pk, INBOX))


def _refused(
    request: WebRequest, desk: Desk, form: ComposeForm, error: AppError | DatabaseError
) -> HttpResponse:
    """The form again, with the reason above it."""
    if isinstance(error, DatabaseError):
        error = Unavailable("database", _("Cơ sở dữ liệu tạm thời không trả lời."))
    text, more = error.public_text, dict[str, object]()
    if isinstance(error, Unavailable):
        text += " " + _("Thư chưa gửi, nội dung đã gõ vẫn còn: đồng chí chờ một phút rồi bấm lại.")
    elif error.code == "other_window":
        more["other_url"] = (
            f"{reverse('mail:compose', args=[desk.sender.pk])}?draft={error.facts['uid']}"
        )
    elif error.code == "answered":
        more["is_answered"] = True
        desk = _with_files_kept(desk, form)
    elif not isinstance(error, Conflict):
        desk = _with_files_kept(desk, form)
    form.add_error(None, text)
    return show(request, desk, form, status=error.http_status, more=more)


def _with_files_kept(desk: Desk, form: ComposeForm) -> Desk:
    """The files that came along, in a draft the form goes on from."""
    if not form.cleaned_data.get("attachments"):
        return desk
    try:
        uid = keep_draft(desk.read(form))
        desk = desk.on_draft(uid)
    except AppError:
        form.add_error("attachments", _("Tệp chưa giữ được: đồng chí chọn lại tệp."))
        return desk
    if isinstance(form.data, QueryDict):
        data = form.data.copy()
        data["kind"], data["folder"], data["uid"] = "draft", DRAFTS, str(uid)
        data.setlist("keep", [str(file.index) for file in desk.origin.files])
        form.data = data
    return desk
