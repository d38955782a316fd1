"""The leader opens it again."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import closing_services
from webui.documents.act import take_step
from webui.documents.forms.words import ReasonForm
from webui.shared.http import WebRequest


def reopen(request: WebRequest, pk: int) -> HttpResponse:
    """The lead works on, with a reason."""

    def run(form: ReasonForm) -> object:
        return closing_services.reopen(
            request.actor, document_pk=pk, reason=form.cleaned_data["reason"]
        )

    return take_step(request, pk, "reopen", ReasonForm, run, done=_("Đã mở lại."))
