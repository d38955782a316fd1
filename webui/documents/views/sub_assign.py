"""The head shares out his unit's part."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import part_services
from webui.documents.act import take_step
from webui.documents.forms.sub_assign import SubAssignForm
from webui.shared.http import WebRequest


def sub_assign(request: WebRequest, pk: int) -> HttpResponse:
    """To one person of the unit."""

    def run(form: SubAssignForm) -> object:
        return part_services.sub_assign(request.actor, form.to_command(pk))

    return take_step(request, pk, "sub_assign", SubAssignForm, run, done=_("Đã phân việc."))
