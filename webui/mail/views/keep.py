"""Keeping a draft while one types: asked by the page's script, answered in JSON."""

from collections.abc import Iterable
from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.errors import AppError, Invalid
from mailsvc.message.view import AttachmentInfo
from webui.mail import typed
from webui.mail.desk import Desk, hint_of, open_posted, with_origin
from webui.mail.drafts import keep_draft
from webui.mail.forms.compose import ComposeForm
from webui.mail.inserted import is_inserted
from webui.mail.store import DRAFTS
from webui.shared.http import WebRequest


@require_POST
def keep(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The draft's new place and its files; else the reason, and whether trying again may help."""
    desk, form = open_posted(request, mailbox_pk)
    try:
        if not form.may_be_kept:
            raise Invalid(
                "form", _("Nội dung quá dài hoặc trang đã cũ: đồng chí chép ra nơi khác.")
            )
        desk = with_origin(desk, form)
        written = desk.read(form)
        uid = keep_draft(written, over_others="over" in request.POST)
        files = desk.on_draft(uid).origin.files if written.files else ()
        listed = [one for one in files if not is_inserted(one)]
        new = len(request.FILES.getlist("pictures"))
        pictures = [one.content_id for one in written.pictures[-new:]] if new else []
        more = {"pictures": pictures, "hint": _hint(form)}
        return JsonResponse(_kept(desk, uid, listed) | more)
    except AppError as error:
        return _refused(desk, error)


keep.when_signed_out = typed.answer_signed_out  # type: ignore[attr-defined]


def _hint(form: ComposeForm) -> dict[str, str] | None:
    hint = None if form["later"].value() else hint_of(form)
    return asdict(hint) if hint else None


def _kept(desk: Desk, uid: int, files: Iterable[AttachmentInfo]) -> dict[str, object]:
    compose_url = reverse("mail:compose", args=[desk.sender.pk])
    return {
        "at": clock.now().astimezone(clock.VIETNAM).strftime("%H:%M"),
        "fields": {"kind": "draft", "folder": DRAFTS, "uid": uid},
        "action": compose_url,
        "keep": reverse("mail:keep", args=[desk.sender.pk]),
        "page": f"{compose_url}?draft={uid}",
        "files": [{"index": one.index, "name": one.filename, "size": one.size} for one in files],
    }


def _refused(desk: Desk, error: AppError) -> HttpResponse:
    other = ""
    if error.code == "other_window":
        other = f"{reverse('mail:compose', args=[desk.sender.pk])}?draft={error.facts['uid']}"
    answer = {"code": error.code, "text": error.public_text, "other": other}
    return JsonResponse(answer, status=error.http_status)
