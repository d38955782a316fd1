"""Targets: what a decision asks of a year, for the province or a tier; taken back when wrong."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory.selectors import list_tiers
from mailsvc.usage import targets
from mailsvc.usage.access import require_keeper
from mailsvc.usage.models import Target
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import TargetForm
from webui.shared.http import WebRequest


def home(request: WebRequest) -> HttpResponse:
    """Every target; a POST enters one more."""
    require_keeper(request.actor)
    tiers = list_tiers()
    given = request.POST if request.method == "POST" else None
    form = TargetForm(given, tiers=tiers, initial={"year": clock.today().year})
    if given is None:
        return _list(request, form)
    if form.is_valid():
        scope = {one.code: one for one in tiers}.get(form.cleaned_data["scope"])
        try:
            targets.enter_target(request.actor, tier=scope, **form.to_command())
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            messages.success(request, _("Đã ghi chỉ tiêu."), extra_tags="ok")
            return redirect(request.path)
    return _list(request, form, status=422)


@require_POST
def remove(request: WebRequest, pk: int) -> HttpResponse:
    """Take one back."""
    targets.remove_target(request.actor, pk=pk)
    messages.success(request, _("Đã xóa chỉ tiêu."), extra_tags="ok")
    return redirect("adoption:targets")


def _list(request: WebRequest, form: TargetForm, *, status: int = 200) -> HttpResponse:
    rows = targets.list_all_targets(request.actor)
    context = {"rows": rows, "form": form, "message": _message(rows)}
    return render_page(request, "keeping/targets.html", context, here="targets", status=status)


def _message(rows: list[Target]) -> str:
    """This year's target, else that there is none, else the last there was."""
    year = clock.today().year
    own = [one for one in rows if one.tier_id is None]
    this_year = next((one for one in own if one.year == year), None)
    if this_year is not None:
        facts = {"year": year, "percent": this_year.percent}
        return _("Chỉ tiêu năm %(year)d của tỉnh: %(percent)d%%") % facts
    if not own:
        return _("Chưa có chỉ tiêu nào: các cơ quan chưa xếp mức được")
    facts = {"year": year, "last": own[0].year, "percent": own[0].percent}
    return _("Năm %(year)d chưa có chỉ tiêu; gần nhất là năm %(last)d: %(percent)d%%") % facts
