"""Giving a directive back to the leader."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.words import ReasonForm
from webui.shared.http import WebRequest


def return_directive(request: WebRequest, pk: int) -> HttpResponse:
    """The lead returns it with a reason."""

    def run(form: ReasonForm) -> object:
        return services.return_directive(
            request.actor, document_pk=pk, reason=form.cleaned_data["reason"]
        )

    return take_step(
        request, pk, "return", ReasonForm, run, done=_("Đã trả lại lãnh đạo kèm lý do.")
    )
