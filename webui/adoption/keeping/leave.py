"""Leave: days that do not count against somebody, each by a paper; taken back when wrong."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.payroll import selectors, services
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import month_of
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import LeaveForm
from webui.adoption.months import asked_month, near_months
from webui.shared.http import WebRequest


def home(request: WebRequest) -> HttpResponse:
    """Leave that touches the asked month, else this one; a POST enters one more."""
    require_keeper(request.actor)
    if request.method != "POST":
        return _list(request, LeaveForm())
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            person = selectors.get_person(request.actor, form.cleaned_data["payroll_number"])
            made = services.enter_leave(request.actor, person=person, **form.to_command())
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            messages.success(
                request,
                _("Đã ghi ngày nghỉ của %s.") % made.person.full_name,
                extra_tags="ok",
            )
            return redirect(f"{request.path}?thang={made.begins_on:%Y-%m}")
    return _list(request, form, status=422)


@require_POST
def remove(request: WebRequest, pk: int) -> HttpResponse:
    """Take one back."""
    services.remove_leave(request.actor, pk=pk)
    messages.success(request, _("Đã xóa dòng nghỉ."), extra_tags="ok")
    return redirect("adoption:leave")


def _list(request: WebRequest, form: LeaveForm, *, status: int = 200) -> HttpResponse:
    ym = asked_month(request) or month_of(clock.today())
    rows = selectors.list_leaves(request.actor, ym)
    people = len({row.person_id for row in rows})
    context = {
        "rows": rows,
        "people": people,
        "form": form,
        **near_months(ym),
    }
    return render_page(request, "keeping/leave.html", context, here="leave", status=status)
