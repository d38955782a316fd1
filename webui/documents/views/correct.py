"""The leader adds words to his directive."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.words import CorrectForm
from webui.shared.http import WebRequest


def correct(request: WebRequest, pk: int) -> HttpResponse:
    """Beside it: what was written stays."""

    def run(form: CorrectForm) -> object:
        return services.correct(request.actor, document_pk=pk, text=form.cleaned_data["text"])

    return take_step(request, pk, "correct", CorrectForm, run, done=_("Đã ghi ý kiến bổ sung."))
