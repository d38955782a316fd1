"""Away: from when to when, what senders are told, who stands in; and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.absence import services
from mailsvc.absence.selectors import find_absence
from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory.access import access_mailbox_settings
from webui.mail.forms.absence import AbsenceForm, shown
from webui.shared.http import WebRequest


def absence(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows what is set; POST sets it, or ends it (`action=end`)."""
    access_mailbox_settings(request.actor, mailbox_pk)
    if request.method != "POST":
        found = find_absence(request.actor, mailbox_pk=mailbox_pk)
        initial = shown(found) if found else {"first_on": clock.today()}
        return _page(request, mailbox_pk, AbsenceForm(initial=initial))
    if request.POST.get("action") == "end":
        services.end_absence(request.actor, mailbox_pk=mailbox_pk)
        messages.success(request, _("Đã tắt trả lời tự động."), extra_tags="ok")
        return redirect("mail:absence", mailbox_pk)
    return _set(request, mailbox_pk)


def _set(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            services.set_absence(request.actor, mailbox_pk=mailbox_pk, order=form.to_command())
        except Refused as refusal:  # at the form, with what was typed
            form.add_error(None, refusal.public_text)
        else:
            messages.success(request, _("Đã đặt trả lời tự động."), extra_tags="ok")
            return redirect("mail:absence", mailbox_pk)
    return _page(request, mailbox_pk, form, status=422)


def _page(
    request: WebRequest, mailbox_pk: int, form: AbsenceForm, status: int = 200
) -> HttpResponse:
    context = {
        "mailbox": access_mailbox_settings(request.actor, mailbox_pk),
        "here": "absence",
        "form": form,
        "absence": find_absence(request.actor, mailbox_pk=mailbox_pk),
        "today": clock.today(),
    }
    return render(request, "mail/absence.html", context, status=status)
