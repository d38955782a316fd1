"""Where a mailbox's mail goes on to, within what the administrator allows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import Refused
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.models import Mailbox
from mailsvc.forwarding import selectors, services
from webui.mail.forms.forwarding import ForwardForm
from webui.shared.http import WebRequest


def forwarding(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows the rule; POST sets it, or ends it (`action=end`)."""
    mailbox = access_mailbox_settings(request.actor, mailbox_pk)
    if request.method != "POST":
        return _page(request, mailbox, _shown(mailbox))
    if request.POST.get("action") == "end":
        services.clear_forward(request.actor, mailbox=mailbox)
        messages.success(request, _("Đã thôi chuyển tiếp."), extra_tags="ok")
        return redirect("mail:forwarding", mailbox_pk)
    return _set(request, mailbox)


def _set(request: WebRequest, mailbox: Mailbox) -> HttpResponse:
    form = ForwardForm(request.POST)
    if form.is_valid():
        try:
            services.set_forward(request.actor, mailbox=mailbox, **form.to_command())
        except Refused as refusal:  # at the form, with what was typed
            form.add_error("targets", refusal.public_text)
        else:
            messages.success(request, _("Đã đặt chuyển tiếp."), extra_tags="ok")
            return redirect("mail:forwarding", mailbox.pk)
    return _page(request, mailbox, form, status=422)


def _shown(mailbox: Mailbox) -> ForwardForm:
    rule = selectors.find_forward(mailbox)
    if rule is None:
        return ForwardForm()
    return ForwardForm(initial={"targets": "\n".join(rule.targets), "keeps_copy": rule.keeps_copy})


def _page(
    request: WebRequest, mailbox: Mailbox, form: ForwardForm, status: int = 200
) -> HttpResponse:
    policy = selectors.policy()
    context = {
        "mailbox": mailbox,
        "here": "forwarding",
        "form": form,
        "rule": selectors.find_forward(mailbox),
        "reach": policy.reach.value,
        "domains": sorted(policy.domains),
    }
    return render(request, "mail/forwarding.html", context, status=status)
