"""Approving for issue."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import draft_services
from webui.documents.act import take_step
from webui.documents.forms.words import ConfirmForm
from webui.shared.http import WebRequest


def approve(request: WebRequest, pk: int) -> HttpResponse:
    """The leader approves this version."""

    def run(form: ConfirmForm) -> object:
        return draft_services.approve(request.actor, document_pk=pk)

    return take_step(
        request, pk, "approve", ConfirmForm, run, done=_("Đã duyệt ban hành; văn thư sẽ cấp số.")
    )
