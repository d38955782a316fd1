"""Outages: days on which an agency had no line; they count against nobody there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory.selectors import get_agency, list_agencies
from mailsvc.payroll import selectors, services
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import month_of
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import OutageForm
from webui.adoption.months import asked_month, last_day, near_months
from webui.shared.http import WebRequest


def home(request: WebRequest) -> HttpResponse:
    """Outages that touch the asked month, else this one; a POST enters one more."""
    require_keeper(request.actor)
    ym = asked_month(request) or month_of(clock.today())
    form = _form(request, ym)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter_outage(
                request.actor, agency=get_agency(form.cleaned_data["agency"]), **form.to_command()
            )
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            messages.success(request, _("Đã ghi ngày mất đường truyền."), extra_tags="ok")
            return redirect(f"{request.path}?thang={made.begins_on:%Y-%m}")
    return _list(request, form, ym, status=422 if request.method == "POST" else 200)


@require_POST
def remove(request: WebRequest, pk: int) -> HttpResponse:
    """Take one back."""
    services.remove_outage(request.actor, pk=pk)
    messages.success(request, _("Đã xóa dòng mất đường truyền."), extra_tags="ok")
    return redirect("adoption:outages")


def _form(request: WebRequest, ym: int) -> OutageForm:
    given = request.POST if request.method == "POST" else None
    return OutageForm(given, agencies=list_agencies(today=last_day(ym)))


def _list(request: WebRequest, form: OutageForm, ym: int, *, status: int) -> HttpResponse:
    rows = selectors.list_outages(request.actor, ym)
    context = {
        "rows": rows,
        "agencies": len({row.agency_id for row in rows}),
        "form": form,
        **near_months(ym),
    }
    return render_page(request, "keeping/outages.html", context, here="outages", status=status)
