"""One person's month, for who keeps the figures and says why: written down, shown to the person."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Refused
from mailsvc.usage import personal
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import first_day
from webui.adoption.forms import LookForm
from webui.adoption.frame import render_page
from webui.adoption.mine import weeks_of
from webui.adoption.months import asked_month
from webui.shared.http import WebRequest


@require_POST
def look(request: WebRequest) -> HttpResponse:
    """No redirect: what is seen once is not to be had again without a reason."""
    require_keeper(request.actor)
    form = LookForm(request.POST)
    ym = asked_month(request)
    if ym is None:
        return redirect("adoption:quality")
    context: dict[str, object] = {"form": form, "month": first_day(ym)}
    if form.is_valid():
        try:
            own = personal.look_at_person(request.actor, ym=ym, **form.to_command())
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            context |= {"own": own, "weeks": weeks_of(own), "reason": form.cleaned_data["reason"]}
            return render_page(request, "look.html", context, here="quality")
    context["problem"] = _("Chưa mở số liệu của ai.")
    return render_page(request, "look.html", context, here="quality", status=422)
