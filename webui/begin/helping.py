"""Helping colleagues: accounts never opened, their slips, who helps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base.errors import Invalid
from mailsvc.directory.models import Agency
from mailsvc.onboarding import access, selectors, services
from webui.begin.forms import ChampionForm, SlipsForm
from webui.shared.http import WebRequest
from webui.shared.site import site_of


@require_safe
def home(request: WebRequest, code: str) -> HttpResponse:
    """An agency's accounts never opened; the state of accounts, never what people do."""
    return _show(request, access.access_agency(request.actor, code))


@require_POST
def slips(request: WebRequest, code: str) -> HttpResponse:
    """New first passwords, shown and printed this one time: hence no redirect."""
    agency = access.access_agency(request.actor, code)
    form = SlipsForm(request.POST)
    if not form.is_valid():
        return _show(request, agency, problem=_("Danh sách gửi lên không đúng."), status=422)
    try:
        printed = services.issue_slips(
            request.actor, agency=agency, account_pks=form.cleaned_data["accounts"]
        )
    except Invalid as error:
        # At the list, where somebody can be chosen.
        return _show(request, agency, problem=error.public_text, status=422)
    context = {
        "agency": agency,
        "slips": printed,
        "days": services.SLIP_DAYS,
        "site": site_of(request),
    }
    return render(request, "begin/slips.html", context)


@require_POST
def champion(request: WebRequest, code: str) -> HttpResponse:
    """Somebody of the agency helps from now on."""
    agency = access.access_agency(request.actor, code)
    form = ChampionForm(request.POST)
    if form.is_valid():
        try:
            services.name_champion(
                request.actor, agency=agency, address=form.cleaned_data["address"]
            )
        except Invalid as error:
            form.add_error("address", error.public_text)  # beside what was typed
        else:
            messages.success(request, _("Đã chỉ định người hướng dẫn."), extra_tags="ok")
            return redirect("begin:helping", code)
    return _show(request, agency, form=form, status=422)


def _show(
    request: WebRequest,
    agency: Agency,
    *,
    problem: str = "",
    form: ChampionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "agency": agency,
        "unopened": selectors.list_unopened(request.actor, agency),
        "without_account": selectors.count_without_account(agency),
        "champion": selectors.find_champion(agency),
        "may_name": access.may_name_champion(request.actor, agency.pk),
        "form": form or ChampionForm(),
        "problem": problem,
        "slips_max": services.SLIPS_MAX,
    }
    return render(request, "begin/helping.html", context, status=status)
