"""Sổ sử dụng bản lưu: who uses a kept copy, by whose leave, when it came back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.papers.selectors import list_copy_uses
from docflow.papers.services import lend_copy, take_back_copy
from docflow.printing.papers import copies_sheet
from docflow.printing.tables import write_table
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import get_agency_by_pk
from webui.documents.forms.papers import CopyForm, PrintForm
from webui.documents.frame import clerk_agency, keeper_agency, render_page
from webui.documents.people import list_people
from webui.documents.refusals import focus_first_error, refusals_on
from webui.documents.serving import attach
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
_SHOWN, _PRINTED_MAX = 100, 2000


def kept_copies(request: WebRequest) -> HttpResponse:
    """GET lists those still out first; POST writes a line, or with `act=print` prints some days."""
    agency_pk = keeper_agency(request.actor)
    if request.POST.get("act") == "print":
        return _print(request, agency_pk)
    form = _form(request, agency_pk)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            try:
                line = lend_copy(
                    request.actor, agency_pk=clerk_agency(request.actor), **form.cleaned_data
                )
            except Conflict as conflict:
                form.add_error("symbol", conflict.public_text)
            else:
                words = _("Đã ghi sổ: %(who)s lấy bản lưu %(symbol)s.")
                facts = {"who": line.user.full_name, "symbol": line.document.symbol}
                messages.success(request, words % facts)
                return redirect("documents:kept_copies")
    return _page(request, agency_pk, form, PrintForm(initial=_this_year()))


@require_POST
def copy_returned(request: WebRequest, pk: int) -> HttpResponse:
    """It was given back today."""
    line = take_back_copy(request.actor, pk=pk)
    words = _("Đã ghi trả bản lưu %(symbol)s.") % {"symbol": line.document.symbol}
    messages.success(request, words)
    return redirect("documents:kept_copies")


def _form(request: WebRequest, agency_pk: int) -> CopyForm:
    return CopyForm(
        request.POST if request.method == "POST" else None,
        people=list_people(agency_pk),
        leaders=list_people(agency_pk, Role.LEADER),
        initial={"used_on": clock.today()},
    )


def _print(request: WebRequest, agency_pk: int) -> HttpResponse:
    form = PrintForm(request.POST)
    if not form.is_valid():
        return _page(request, agency_pk, _form(request, agency_pk), form)
    days = {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}
    lines = list_copy_uses(request.actor, **days, most=_PRINTED_MAX)
    sheet = copies_sheet(get_agency_by_pk(agency_pk).name, lines, **days)
    kind = form.cleaned_data["kind"]
    return attach(write_table(sheet, kind), name=f"so-su-dung-ban-luu.{kind}", kind=kind)


def _this_year() -> dict[str, object]:
    today = clock.today()
    return {"since": today.replace(month=1, day=1), "until": today, "kind": "pdf"}


def _page(
    request: WebRequest, agency_pk: int, form: CopyForm, print_form: PrintForm
) -> HttpResponse:
    if form.errors and not print_form.is_bound:
        focus_first_error(form)
    context: dict[str, object] = {
        "form": form,
        "print_form": print_form,
        "lines": list_copy_uses(request.actor, most=_SHOWN),
        "may_write": request.actor.has_role(Role.CLERK, agency_pk=agency_pk),
    }
    has_errors = bool(print_form.errors or (form.errors and not print_form.is_bound))
    status = _UNPROCESSABLE if has_errors else 200
    return render_page(request, "kept_copies.html", context, here="keeping", status=status)
