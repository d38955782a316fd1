"""Numbering a document."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import issue_services
from webui.documents.act import take_step
from webui.documents.forms.words import ConfirmForm
from webui.shared.http import WebRequest


def assign_number(request: WebRequest, pk: int) -> HttpResponse:
    """The clerk gives the next number of the series."""

    def run(form: ConfirmForm) -> object:
        return issue_services.assign_number(request.actor, document_pk=pk)

    return take_step(
        request, pk, "assign_number", ConfirmForm, run, done=_("Đã cấp số và lập bản phát hành.")
    )
