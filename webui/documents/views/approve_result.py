"""The leader approves the result."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import closing_services
from webui.documents.act import take_step
from webui.documents.forms.words import RemarkForm
from webui.shared.http import WebRequest


def approve_result(request: WebRequest, pk: int) -> HttpResponse:
    """The work is over."""

    def run(form: RemarkForm) -> object:
        return closing_services.approve_result(
            request.actor, document_pk=pk, text=form.cleaned_data["text"]
        )

    return take_step(request, pk, "approve_result", RemarkForm, run, done=_("Đã duyệt kết quả."))
