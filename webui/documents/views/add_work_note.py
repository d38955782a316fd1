"""Writing down what was done."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.words import NoteForm
from webui.shared.http import WebRequest


def add_work_note(request: WebRequest, pk: int) -> HttpResponse:
    """A line of work by the lead or a helper."""

    def run(form: NoteForm) -> object:
        return services.add_work_note(request.actor, document_pk=pk, text=form.cleaned_data["text"])

    return take_step(request, pk, "add_work_note", NoteForm, run, done=_("Đã ghi kết quả xử lý."))
