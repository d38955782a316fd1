"""The leader keeps a document for information."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.words import RemarkForm
from webui.shared.http import WebRequest


def note(request: WebRequest, pk: int) -> HttpResponse:
    """Nothing is to be done."""

    def run(form: RemarkForm) -> object:
        return services.note(request.actor, document_pk=pk, text=form.cleaned_data["text"])

    return take_step(request, pk, "note", RemarkForm, run, done=_("Đã lưu để biết."))
