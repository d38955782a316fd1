"""Make a folder."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import Refused
from mailsvc.directory.access import access_mailbox
from webui.mail.forms.folder import FolderForm
from webui.mail.rail import list_url, make_rail
from webui.mail.store import open_store
from webui.shared.http import WebRequest


def new_folder(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The form, and what it asks for."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    form = FolderForm(request.POST or None)
    with open_store(mailbox) as session:
        if request.method == "POST" and form.is_valid():
            try:
                session.create_folder(form.cleaned_data["name"])
            except Refused as refusal:
                form.add_error("name", refusal.public_text)
            else:
                messages.success(request, _("Đã tạo thư mục."))
                return redirect(list_url(mailbox_pk, form.cleaned_data["name"]))
        folders = session.list_folders()
    context = {
        "form": form,
        "mailbox": mailbox,
        "rail": make_rail(request.actor, mailbox, folders),
    }
    return render(request, "mail/folder.html", context, status=422 if form.errors else 200)
