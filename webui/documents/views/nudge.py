"""The leader presses."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.words import RemarkForm
from webui.shared.http import WebRequest


def nudge(request: WebRequest, pk: int) -> HttpResponse:
    """Those who hold the work are told."""

    def run(form: RemarkForm) -> object:
        return services.nudge(request.actor, document_pk=pk, text=form.cleaned_data["text"])

    return take_step(request, pk, "nudge", RemarkForm, run, done=_("Đã đôn đốc."))
