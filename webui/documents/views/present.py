"""The clerk presents."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.words import RemarkForm
from webui.shared.http import WebRequest


def present(request: WebRequest, pk: int) -> HttpResponse:
    """Lay the document before the leaders."""

    def run(form: RemarkForm) -> object:
        return services.present(request.actor, document_pk=pk, text=form.cleaned_data["text"])

    return take_step(request, pk, "present", RemarkForm, run, done=_("Đã trình lãnh đạo."))
