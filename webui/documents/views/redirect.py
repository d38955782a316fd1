"""The leader gives the lead to another."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.direct import DirectForm
from webui.shared.http import WebRequest


def redirect(request: WebRequest, pk: int) -> HttpResponse:
    """A new directive beside the old one."""

    def run(form: DirectForm) -> object:
        return services.redirect(request.actor, form.to_command(pk))

    return take_step(request, pk, "redirect", DirectForm, run, done=_("Đã đổi chủ trì."))
