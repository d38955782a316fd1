"""Reporting the result to the leader who asked to see it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.complete import CompleteForm
from webui.shared.http import WebRequest


def report(request: WebRequest, pk: int) -> HttpResponse:
    """The lead reports; the leader closes."""

    def run(form: CompleteForm) -> object:
        return services.complete(
            request.actor,
            document_pk=pk,
            result=form.cleaned_data["result"],
            reply_pk=form.cleaned_data.get("reply"),
        )

    return take_step(
        request, pk, "report", CompleteForm, run, done=_("Đã báo cáo kết quả để lãnh đạo duyệt.")
    )
