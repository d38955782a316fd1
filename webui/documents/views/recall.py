"""The clerk obeys a recall."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import closing_services
from webui.documents.act import take_step
from webui.documents.forms.words import ReasonForm
from webui.shared.http import WebRequest


def recall(request: WebRequest, pk: int) -> HttpResponse:
    """Nobody works on; the register line stays."""

    def run(form: ReasonForm) -> object:
        return closing_services.recall(
            request.actor, document_pk=pk, reason=form.cleaned_data["reason"]
        )

    return take_step(request, pk, "recall", ReasonForm, run, done=_("Đã hủy theo thu hồi."))
