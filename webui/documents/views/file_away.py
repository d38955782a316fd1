"""Filing a document."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import closing_services
from webui.documents.act import take_step
from webui.documents.forms.words import FileForm
from webui.shared.http import WebRequest


def file_away(request: WebRequest, pk: int) -> HttpResponse:
    """In a case file, by its code."""

    def run(form: FileForm) -> object:
        return closing_services.file_away(
            request.actor, document_pk=pk, file_code=form.cleaned_data["file_code"]
        )

    return take_step(request, pk, "file", FileForm, run, done=_("Đã đưa vào hồ sơ."))
