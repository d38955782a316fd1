"""Editing a draft; after an approval it goes back to the reviewer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.documents.access import access_document
from docflow.documents.reading_services import Look
from docflow.models import Document
from docflow.routing import draft_services
from docflow.routing.selectors import list_actions
from mailsvc.base.errors import Forbidden
from webui.documents.drafting import make_draft_form, show_draft, stored_annexes, typing_of
from webui.documents.looking import note_document
from webui.documents.refusals import refusals_on
from webui.shared.http import WebRequest


def edit_draft(request: WebRequest, pk: int) -> HttpResponse:
    """The author's form with the draft in it."""
    document = access_document(request.actor, pk)
    _refuse_others(request, document)
    note_document(request.actor, document, Look.OPENED)
    typing = typing_of(request, document)
    form = make_draft_form(request, document, typing)
    files = stored_annexes(request, form) if request.method == "POST" else ()
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            draft_services.save_draft(request.actor, form.to_content(files), document_pk=pk)
        if not form.errors:
            messages.success(request, _("Đã lưu dự thảo."))
            return redirect("documents:document", pk)
    return show_draft(request, form, document, files, typing=typing)


def _refuse_others(request: WebRequest, document: Document) -> None:
    actions = {row.action for row in list_actions(request.actor, document)}
    if not actions & {"save", "change"}:
        raise Forbidden("not_author", _("Chỉ người soạn sửa được dự thảo, khi văn bản chưa có số."))
