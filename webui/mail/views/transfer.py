"""Mail out as a file, mail in from a file: both as background jobs."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.models import Mailbox
from mailsvc.transfer import services
from webui.mail.forms.transfer import ExportForm, ImportForm
from webui.mail.rail import folder_label
from webui.mail.store import open_store
from webui.shared.http import WebRequest

Folders = list[tuple[str, str]]


def transfer(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows both forms; POST with `action` export or import orders the job."""
    mailbox = access_mailbox_settings(request.actor, mailbox_pk)
    with open_store(mailbox) as session:
        folders = [(one.name, folder_label(one)) for one in session.list_folders()]
    if request.method == "POST" and request.POST.get("action") == "import":
        return _import(request, mailbox, folders)
    if request.method == "POST":
        return _export(request, mailbox, folders)
    return _page(request, mailbox, folders)


def _export(request: WebRequest, mailbox: Mailbox, folders: Folders) -> HttpResponse:
    form = ExportForm(request.POST, folders=folders)
    if not form.is_valid():
        return _page(request, mailbox, folders, export=form, status=422)
    folder = form.cleaned_data["folder"]
    job = services.order_export(
        request.actor,
        mailbox_pk=mailbox.pk,
        folder=folder,
        label=str(dict(folders)[folder]),
        kind=form.cleaned_data["kind"],
        back_url=_here(mailbox),
    )
    return redirect("jobs:job", job.pk)


def _import(request: WebRequest, mailbox: Mailbox, folders: Folders) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES, folders=folders)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = services.order_import(
                request.actor,
                mailbox_pk=mailbox.pk,
                folder=form.folder,
                upload=file.chunks(),
                size_bytes=file.size,
                file_name=file.name,
                back_url=_here(mailbox),
            )
        except Refused as refusal:  # at the form, with what was typed
            form.add_error(None, refusal.public_text)
        else:
            return redirect("jobs:job", job.pk)
    return _page(request, mailbox, folders, taking=form, status=422)


def _here(mailbox: Mailbox) -> str:
    return reverse("mail:transfer", args=[mailbox.pk])


def _page(
    request: WebRequest,
    mailbox: Mailbox,
    folders: Folders,
    *,
    export: ExportForm | None = None,
    taking: ImportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    name = _("Thư nhập %(day)s") % {"day": clock.today().strftime("%d-%m-%Y")}
    context = {
        "mailbox": mailbox,
        "here": "transfer",
        "export": export or ExportForm(folders=folders),
        "taking": taking or ImportForm(folders=folders, initial={"new_folder": name}),
        "limit_mb": settings.IMPORT_MAX_BYTES // 1024**2,
    }
    return render(request, "mail/transfer.html", context, status=status)
