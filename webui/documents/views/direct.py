"""The leader directs."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing import services
from webui.documents.act import take_step
from webui.documents.forms.direct import DirectForm
from webui.shared.http import WebRequest


def direct(request: WebRequest, pk: int) -> HttpResponse:
    """Write the opinion, once."""

    def run(form: DirectForm) -> object:
        return services.direct(request.actor, form.to_command(pk))

    return take_step(
        request,
        pk,
        "direct",
        DirectForm,
        run,
        done=_("Đã ghi ý kiến chỉ đạo và chuyển cho người chủ trì."),
    )
