"""Issuing a document."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import issue_services
from webui.documents.act import take_step
from webui.documents.forms.words import ConfirmForm
from webui.shared.http import WebRequest


def issue(request: WebRequest, pk: int) -> HttpResponse:
    """The clerk sends it to its recipients."""

    def run(form: ConfirmForm) -> object:
        return issue_services.issue(request.actor, document_pk=pk)

    return take_step(
        request,
        pk,
        "issue",
        ConfirmForm,
        run,
        done=_("Đã phát hành; trạng thái từng nơi nhận hiện bên dưới."),
    )
