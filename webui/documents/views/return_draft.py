"""Returning a draft."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import draft_services
from webui.documents.act import take_step
from webui.documents.forms.words import ReasonForm
from webui.shared.http import WebRequest


def return_draft(request: WebRequest, pk: int) -> HttpResponse:
    """Back to the author with a reason."""

    def run(form: ReasonForm) -> object:
        return draft_services.return_draft(
            request.actor, document_pk=pk, reason=form.cleaned_data["reason"]
        )

    return take_step(
        request, pk, "return", ReasonForm, run, done=_("Đã trả lại người soạn kèm lý do.")
    )
