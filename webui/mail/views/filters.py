"""The filters of a mailbox: their order, on and off, away and back again, on what is there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.filters import services
from mailsvc.filters.apply import apply_to_inbox
from mailsvc.filters.selectors import get_rule, is_pending, list_rules
from mailsvc.jobs.onetime import enqueue
from webui.mail.filter_words import describe, remember, take_back
from webui.shared.http import WebRequest


def filters(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The list, in the order a mail meets them."""
    mailbox = access_mailbox_settings(request.actor, mailbox_pk)
    rows = list_rules(request.actor, mailbox_pk=mailbox_pk)
    context = {
        "mailbox": mailbox,
        "here": "filters",
        "lines": [(row, describe(row.rule)) for row in rows],
        "is_pending": is_pending(mailbox_pk),
        "may_undo": request.session.get("filter_deleted", {}).get("mailbox") == mailbox_pk,
    }
    return render(request, "mail/filters.html", context)


@require_POST
def change_filter(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """`action`: on, off, up, delete, apply."""
    action = request.POST.get("action", "")
    if action == "apply":
        return _apply(request, mailbox_pk, pk)
    if action in {"on", "off"}:
        services.switch_rule(request.actor, mailbox_pk=mailbox_pk, pk=pk, is_on=action == "on")
    elif action == "up":
        services.raise_rule(request.actor, mailbox_pk=mailbox_pk, pk=pk)
    elif action == "delete":
        gone = services.delete_rule(request.actor, mailbox_pk=mailbox_pk, pk=pk)
        remember(request.session, mailbox_pk, gone)
        messages.success(request, _("Đã xóa bộ lọc “%(name)s”.") % {"name": gone.name})
    else:
        raise Invalid("action", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    return _pushed(request, mailbox_pk)


@require_POST
def restore_filter(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The one deleted last comes back, at the end of the list."""
    rule = take_back(request.session, mailbox_pk)
    services.save_rule(request.actor, mailbox_pk=mailbox_pk, rule=rule)
    messages.success(request, _("Đã khôi phục bộ lọc, ở cuối danh sách."), extra_tags="ok")
    return _pushed(request, mailbox_pk)


def _apply(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    row = get_rule(request.actor, mailbox_pk=mailbox_pk, pk=pk)
    job = enqueue(
        request.actor,
        apply_to_inbox,
        title=_("Áp dụng bộ lọc “%(name)s” cho Hộp thư đến") % {"name": row.name},
        arguments={"mailbox_pk": mailbox_pk, "pk": pk},
        back_url=reverse("mail:filters", args=[mailbox_pk]),
    )
    return redirect("jobs:job", job.pk)


def _pushed(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    services.push_now(access_mailbox_settings(request.actor, mailbox_pk))
    return redirect("mail:filters", mailbox_pk)
