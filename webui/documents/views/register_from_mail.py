"""The clerk turns a mail into an incoming document."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from docflow.intake.prefill import prefill_from_mail, store_mail_files, store_mail_pdfs
from docflow.intake.selectors import find_by_mail
from mailsvc.base.errors import NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.message.parse import parse
from webui.documents.forms.register import initial_of
from webui.documents.forms.register_from_mail import RegisterFromMailForm
from webui.documents.frame import clerk_agency, posted
from webui.documents.looking import note_mail
from webui.documents.refusals import refusals_on
from webui.documents.registering import form_options, save, show_form
from webui.documents.uploads import seal
from webui.mail.store import INBOX, open_store
from webui.shared.http import WebRequest

_TEXT_SHOWN = 2000


@dataclass(frozen=True)
class MailShown:
    """What the clerk sees of the mail beside the form."""

    sender: str
    subject: str
    text: str
    url: str


def register_from_mail(request: WebRequest) -> HttpResponse:
    """`?mailbox=&folder=&uid=`; the mail is fetched anew at the POST, so nothing is trusted."""
    agency_pk = clerk_agency(request.actor)
    mailbox_pk, content = _fetch(request)
    prefill = prefill_from_mail(request.actor, mailbox_pk=mailbox_pk, content=content)
    entry = find_by_mail(request.actor, prefill.source)
    if entry is not None:
        messages.info(request, _("Thư này đã vào sổ: số đến %d.") % entry.number)
        return redirect("documents:document", entry.document_id)
    note_mail(request.actor, prefill.agency_pk, prefill.source)
    form = RegisterFromMailForm(
        posted(request),
        attachments=prefill.attachments,
        initial=initial_of(prefill.fields),
        **form_options(request.actor, agency_pk),
    )
    context: dict[str, object] = {"mail": _shown(request, mailbox_pk, content)}
    if request.method == "POST" and form.is_valid():
        response = None
        with refusals_on(form):
            files = store_mail_files(content, main_index=form.main_index, indexes=form.indexes)
            command = form.to_command(
                agency_pk=prefill.agency_pk,
                files=files,
                mail=prefill.source,
                doc_uid=prefill.fields.doc_uid,
                note=prefill.note,
            )
            context |= {"kept": files, "kept_token": seal(request.actor, files)}
            response = save(request, form, command, context)
        if response is not None:
            return response
    if "kept" not in context:
        beside = store_mail_pdfs(content)
        context |= {"kept": beside, "kept_token": seal(request.actor, beside)}
    return show_form(request, form, agency_pk, context)


def _fetch(request: WebRequest) -> tuple[int, bytes]:
    pk, uid = request.GET.get("mailbox", ""), request.GET.get("uid", "")
    if not (pk.isdecimal() and uid.isdecimal() and max(len(pk), len(uid)) < 11):
        raise NotFound("mail", _("Không có thư này."))
    mailbox = access_mailbox(request.actor, int(pk))
    with open_store(mailbox) as session:
        stored = session.fetch(request.GET.get("folder", INBOX), int(uid))
    return mailbox.pk, stored.content


def _shown(request: WebRequest, mailbox_pk: int, content: bytes) -> MailShown:
    view = parse(content)
    sender = view.from_.name or view.from_.address
    url = reverse("mail:message", args=[mailbox_pk, int(request.GET["uid"])])
    folder = urlencode({"folder": request.GET.get("folder", INBOX)})
    return MailShown(sender, view.subject, view.text[:_TEXT_SHOWN], f"{url}?{folder}")
