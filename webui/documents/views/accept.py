"""Taking the work, or handing it to an officer of the unit."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.accept import AcceptForm
from webui.shared.http import WebRequest


def accept(request: WebRequest, pk: int) -> HttpResponse:
    """The lead begins."""

    def run(form: AcceptForm) -> object:
        return services.accept(request.actor, document_pk=pk, handler_pk=form.handler_pk)

    return take_step(request, pk, "accept", AcceptForm, run, done=_("Đã nhận việc."))
