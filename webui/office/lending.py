"""Lending one's own mailbox for some days, taking it back, and what others lent to me."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory import delegation
from mailsvc.directory.access import list_open_mailboxes
from webui.office.forms import LendForm
from webui.shared.http import WebRequest


@require_http_methods(["GET", "POST"])
def lend(request: WebRequest) -> HttpResponse:
    """From the first day on the deputy finds the name in the form a mail is written in."""
    if request.method == "GET":
        return _page(request, LendForm(initial={"first_on": clock.today()}))
    form = LendForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        delegation.lend_own_mailbox(request.actor, **form.to_command())
    except Refused as error:
        # At the form, with what was typed, not on a page of its own.
        form.add_error(None, error.public_text)
        return _page(request, form, status=error.http_status)
    messages.success(request, _("Đã ủy quyền."), extra_tags="ok")
    return redirect("office:lend")


@require_POST
def end(request: WebRequest, pk: int) -> HttpResponse:
    """From now on the deputy may not."""
    delegation.end_delegation(request.actor, pk=pk)
    messages.success(request, _("Đã thôi ủy quyền."), extra_tags="ok")
    return redirect("office:lend")


def _page(request: WebRequest, form: LendForm, status: int = 200) -> HttpResponse:
    mailboxes = list_open_mailboxes(request.actor)
    context = {
        "lend_form": form,
        "lent": delegation.list_lent(request.actor),
        "borrowed": delegation.list_borrowed(request.actor),
        "own_pk": next((m.pk for m in mailboxes if m.owner_id == request.actor.account_pk), 0),
        "today": clock.today(),
    }
    return render(request, "office/lending.html", context, status=status)
