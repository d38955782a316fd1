"""Lending one's own mailbox for sending, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Refused
from mailsvc.directory import delegation
from webui.office.account import render_account
from webui.office.forms import LendForm
from webui.shared.http import WebRequest


@require_POST
def lend(request: WebRequest) -> HttpResponse:
    """From the first day on the deputy finds the name in the form a mail is written in."""
    form = LendForm(request.POST)
    if not form.is_valid():
        return render_account(request, lend_form=form, status=422)
    try:
        delegation.lend_own_mailbox(request.actor, **form.to_command())
    except Refused as error:
        # At the form, with what was typed, not on a page of its own.
        form.add_error(None, error.public_text)
        return render_account(request, lend_form=form, status=error.http_status)
    messages.success(request, _("Đã ủy quyền gửi thư."), extra_tags="ok")
    return redirect("office:account")


@require_POST
def end(request: WebRequest, pk: int) -> HttpResponse:
    """From now on the deputy may not."""
    delegation.end_delegation(request.actor, pk=pk)
    messages.success(request, _("Đã thôi ủy quyền."), extra_tags="ok")
    return redirect("office:account")
