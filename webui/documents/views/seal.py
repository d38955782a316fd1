"""Noting the seal."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import issue_services
from webui.documents.act import take_step
from webui.documents.forms.words import ConfirmForm
from webui.shared.http import WebRequest


def seal(request: WebRequest, pk: int) -> HttpResponse:
    """The clerk has sealed what is signed and numbered."""

    def run(form: ConfirmForm) -> object:
        return issue_services.seal(request.actor, document_pk=pk)

    return take_step(
        request, pk, "seal", ConfirmForm, run, done=_("Đã ghi đóng dấu, đồng chí phát hành được.")
    )
