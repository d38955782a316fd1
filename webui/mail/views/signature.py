"""What the mails of a mailbox end with: its own lines, and how they look under the agency's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import Refused
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.stationery.access import may_set_agency
from mailsvc.stationery.selectors import read_own_signature, sign_for
from mailsvc.stationery.services import set_signature
from webui.mail.forms.signature import SignatureForm
from webui.shared.http import WebRequest


def signature(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows it with a preview, POST sets it."""
    access_mailbox_settings(request.actor, mailbox_pk)
    if request.method != "POST":
        text = read_own_signature(request.actor, mailbox_pk=mailbox_pk)
        return _page(request, mailbox_pk, SignatureForm(initial={"text": text}))
    form = SignatureForm(request.POST)
    if form.is_valid():
        try:
            set_signature(request.actor, mailbox_pk=mailbox_pk, text=form.cleaned_data["text"])
        except Refused as refusal:  # at the form, with what was typed
            form.add_error("text", refusal.public_text)
        else:
            messages.success(request, _("Đã lưu chữ ký."), extra_tags="ok")
            return redirect("mail:signature", mailbox_pk)
    return _page(request, mailbox_pk, form, status=422)


def _page(
    request: WebRequest, mailbox_pk: int, form: SignatureForm, status: int = 200
) -> HttpResponse:
    mailbox = access_mailbox_settings(request.actor, mailbox_pk)
    context = {
        "mailbox": mailbox,
        "here": "signature",
        "form": form,
        "preview": sign_for(request.actor, mailbox),
        "may_set_agency": may_set_agency(request.actor, mailbox.agency_id),
    }
    return render(request, "mail/signature.html", context, status=status)
