"""Comments inside, beside a mail: write one, mend or take back one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mailsvc.base.errors import Conflict, Invalid
from mailsvc.teamwork import comments
from webui.mail.door import open_door
from webui.mail.forms.together import CommentForm
from webui.mail.listing import message_url, read_asked
from webui.mail.together import fetch_ids
from webui.mail.views.together import SIDE
from webui.shared.http import WebRequest


@require_POST
def comment(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """Said; back to the mail. Empty or endless words come back on a page of their own."""
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    ids = fetch_ids(door, asked.folder, uid)
    form = CommentForm(request.POST)
    back = message_url(mailbox_pk, uid, asked) + SIDE
    if not form.is_valid():
        context = {"form": form, "mailbox": door.mailbox, "back_url": back}
        return render(request, "mail/comment.html", context, status=422)
    comments.comment(
        request.actor,
        mailbox_pk=mailbox_pk,
        ids=ids,
        text=form.cleaned_data["text"],
        folder=asked.folder,
        uid=uid,
    )
    messages.success(request, _("Đã ghi ý kiến."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def edit_comment(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """The words in a form; saved, or taken back."""
    found = comments.open_own_comment(request.actor, mailbox_pk=mailbox_pk, pk=pk)
    back = "mail:matter", mailbox_pk, found.matter_id
    form = CommentForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST":
        try:
            if request.POST.get("action") == "withdraw":
                comments.withdraw_comment(request.actor, mailbox_pk=mailbox_pk, pk=pk)
                messages.success(request, _("Đã bỏ ý kiến."))
                return redirect(*back)
            if form.is_valid():
                words = form.cleaned_data["text"]
                comments.edit_comment(request.actor, mailbox_pk=mailbox_pk, pk=pk, text=words)
                messages.success(request, _("Đã sửa ý kiến."))
                return redirect(*back)
        except (Conflict, Invalid) as refusal:
            form.add_error(None, refusal.public_text)
    context = {"form": form, "mailbox": found.matter.mailbox, "is_own": True, "comment": found}
    return render(request, "mail/comment.html", context, status=422 if form.errors else 200)
