"""The leader wants more."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import closing_services
from webui.documents.act import take_step
from webui.documents.forms.words import ReasonForm
from webui.shared.http import WebRequest


def decline_result(request: WebRequest, pk: int) -> HttpResponse:
    """The lead works on, with a reason."""

    def run(form: ReasonForm) -> object:
        return closing_services.decline_result(
            request.actor, document_pk=pk, reason=form.cleaned_data["reason"]
        )

    return take_step(request, pk, "decline_result", ReasonForm, run, done=_("Đã yêu cầu làm tiếp."))
