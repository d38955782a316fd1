"""Files of a mail into the file (hồ sơ) of a document one works on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from docflow.documents.files import StoredFile, store_file
from docflow.routing.keeping import list_keepable
from docflow.routing.keeping_services import keep_papers
from docflow.rules.states import FileRole
from mailsvc.base.errors import Refused
from mailsvc.base.text import clean_line
from mailsvc.message.filenames import clean_filename
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import MessageView
from webui.mail.door import open_door
from webui.mail.forms.case import CaseForm
from webui.mail.listing import message_url, read_asked
from webui.mail.reading import Reading, read_mail
from webui.mail.store import open_store
from webui.shared.http import WebRequest


def case(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """GET offers the documents whose files the actor may add to; POST searches among them or saves.

    Who may read the mail may take its files; whose file they go into, docflow decides.
    """
    door = open_door(request.actor, mailbox_pk)
    asked = read_asked(request)
    with open_store(door.mailbox) as session:
        content = session.fetch(asked.folder, uid).content
    reading = read_mail(content)
    indexes = [file.info.index for file in reading.files if not file.is_risky]
    form = CaseForm(request.POST if request.method == "POST" else None, indexes=indexes)
    error, status = "", 200
    if request.method == "POST" and request.POST.get("action") == "save":
        status = 422
        if form.is_valid():
            try:
                return _kept(request, form, content, reading)
            except Refused as refusal:  # beside what was chosen, which stays chosen
                error, status = refusal.public_text, refusal.http_status
    text = clean_line(str(form.data.get("q", "")))[:200] if form.is_bound else ""
    ticked = form.ticked if form.is_bound else frozenset(map(str, indexes)) or frozenset({"mail"})
    context = {
        "door": door,
        "asked": asked,
        "uid": uid,
        "reading": reading,
        "form": form if status == 422 else None,
        "error": error,
        "text": text,
        "ticked": ticked,
        "chosen": str(form.data.get("document", "")) if form.is_bound else "",
        "documents": list_keepable(request.actor, text=text),
        "back_url": message_url(mailbox_pk, uid, asked),
    }
    return render(request, "mail/case.html", context, status=status)


def _kept(request: WebRequest, form: CaseForm, content: bytes, reading: Reading) -> HttpResponse:
    view = reading.view
    papers = [_part(view, content, index) for index in form.indexes]
    if form.wants_mail:
        name = (clean_filename(view.subject) or _("thư")) + ".eml"
        papers.append(_paper(content, name, "message/rfc822"))
    document = keep_papers(
        request.actor,
        document_pk=form.cleaned_data["document"],
        papers=papers,
        source=_("từ thư của %(who)s") % {"who": view.from_.name or view.from_.address},
    )
    messages.success(request, _("Đã lưu vào hồ sơ của văn bản này."), extra_tags="ok")
    return redirect("documents:document", document.pk)


def _part(view: MessageView, content: bytes, index: int) -> StoredFile:
    info = next(file for file in view.attachments if file.index == index)
    return _paper(part_bytes(content, index), info.filename, info.content_type)


def _paper(content: bytes, name: str, mime: str) -> StoredFile:
    return store_file(content, name=name, mime=mime, role=FileRole.PAPER)
