"""Submitting a draft."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import draft_services
from webui.documents.act import take_step
from webui.documents.forms.words import ConfirmForm
from webui.shared.http import WebRequest


def submit(request: WebRequest, pk: int) -> HttpResponse:
    """The author asks for approval."""

    def run(form: ConfirmForm) -> object:
        return draft_services.submit(request.actor, document_pk=pk)

    return take_step(
        request, pk, "submit", ConfirmForm, run, done=_("Đã trình trưởng đơn vị duyệt nội dung.")
    )
