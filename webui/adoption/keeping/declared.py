"""Headcounts that agencies declare: used where the payroll names fewer; both are shown."""

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
from mailsvc.usage.bits import month_of, month_text
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import DeclarationForm, month_before
from webui.adoption.months import asked_month, last_day, near_months
from webui.shared.http import WebRequest


def home(request: WebRequest) -> HttpResponse:
    """What was declared for the asked month, else the last one; a POST declares once more."""
    require_keeper(request.actor)
    ym = asked_month(request) or month_before(month_of(clock.today()))
    form = _form(request, ym)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.declare(
                request.actor, agency=get_agency(form.cleaned_data["agency"]), **form.to_command()
            )
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            messages.success(request, _("Đã ghi số kê khai."), extra_tags="ok")
            return redirect(f"{request.path}?thang={month_text(made.ym)}")
    return _list(request, form, ym, status=422 if request.method == "POST" else 200)


@require_POST
def withdraw(request: WebRequest, pk: int) -> HttpResponse:
    """Take one back."""
    services.withdraw_declaration(request.actor, pk=pk)
    messages.success(request, _("Đã xóa số kê khai."), extra_tags="ok")
    return redirect("adoption:declared")


def _form(request: WebRequest, ym: int) -> DeclarationForm:
    given = request.POST if request.method == "POST" else None
    return DeclarationForm(given, agencies=list_agencies(today=last_day(ym)), initial={"month": ym})


def _list(request: WebRequest, form: DeclarationForm, ym: int, *, status: int) -> HttpResponse:
    context = {
        "rows": selectors.list_declarations(request.actor, ym),
        "form": form,
        **near_months(ym),
    }
    return render_page(request, "keeping/declared.html", context, here="declared", status=status)
