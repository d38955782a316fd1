"""Numbering a document."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import issue_services
from webui.documents.act import take_step
from webui.documents.forms.number import NumberForm
from webui.shared.http import WebRequest


def assign_number(request: WebRequest, pk: int) -> HttpResponse:
    """The clerk gives the next number of the series, or one that waits for this document."""

    def run(form: NumberForm) -> object:
        return issue_services.assign_number(
            request.actor, document_pk=pk, hold_pk=form.hold_pk, earlier_pk=form.earlier_pk
        )

    return take_step(
        request, pk, "assign_number", NumberForm, run, done=_("Đã cấp số và lập bản phát hành.")
    )
