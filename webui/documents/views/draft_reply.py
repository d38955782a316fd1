"""Beginning the answer to an incoming document."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.documents.access import access_document
from docflow.routing import draft_services
from webui.shared.http import WebRequest


def draft_reply(request: WebRequest, pk: int) -> HttpResponse:
    """A draft with recipient and subject filled in, opened for editing."""
    access_document(request.actor, pk)
    if request.method != "POST":
        return redirect("documents:document", pk)
    made = draft_services.draft_reply(request.actor, document_pk=pk)
    messages.success(request, _("Đã tạo dự thảo trả lời; đồng chí soạn nội dung."))
    return redirect("documents:edit_draft", made.pk)
