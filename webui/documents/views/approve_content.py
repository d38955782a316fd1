"""Approving the content."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import draft_services
from webui.documents.act import take_step
from webui.documents.forms.words import ConfirmForm
from webui.shared.http import WebRequest


def approve_content(request: WebRequest, pk: int) -> HttpResponse:
    """The head of the drafting unit approves this version."""

    def run(form: ConfirmForm) -> object:
        return draft_services.approve_content(request.actor, document_pk=pk)

    return take_step(
        request,
        pk,
        "approve_content",
        ConfirmForm,
        run,
        done=_("Đã duyệt nội dung và trình lãnh đạo."),
    )
