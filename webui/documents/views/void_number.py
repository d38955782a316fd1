"""Striking a number."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import issue_services
from webui.documents.act import take_step
from webui.documents.forms.words import ReasonForm
from webui.shared.http import WebRequest


def void_number(request: WebRequest, pk: int) -> HttpResponse:
    """The leader voids the entry with a reason."""

    def run(form: ReasonForm) -> object:
        return issue_services.void_number(
            request.actor, document_pk=pk, reason=form.cleaned_data["reason"]
        )

    return take_step(
        request, pk, "void", ReasonForm, run, done=_("Đã hủy số; số này không cấp lại nữa.")
    )
