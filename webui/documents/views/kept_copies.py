"""Sổ sử dụng bản lưu: who uses a kept copy, by whose leave, when it came back."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.papers.selectors import list_copy_uses
from docflow.papers.services import lend_copy, take_back_copy
from docflow.register.access import access_book
from docflow.register.book_selectors import list_prints
from docflow.register.prints import Book, Kind
from mailsvc.base import clock
from mailsvc.directory.roles import Role
from webui.documents.day_print import is_asked, print_days, this_year
from webui.documents.forms.papers import CopyForm, PrintForm
from webui.documents.frame import clerk_agency, keeper_agency, posted, render_page
from webui.documents.people import list_people
from webui.documents.refusals import focus_first_error, refusals_on
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
_SHOWN = 100


def kept_copies(request: WebRequest) -> HttpResponse:
    """GET lists those still out first; POST writes a line, or with `act=print` prints some days."""
    agency_pk = keeper_agency(request.actor)
    if is_asked(request):
        return _print(request, agency_pk)
    form = _form(agency_pk, posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            line = lend_copy(
                request.actor, agency_pk=clerk_agency(request.actor), **form.cleaned_data
            )
            words = _("Đã ghi sổ: %(who)s lấy bản lưu %(symbol)s.")
            facts = {"who": line.user.full_name, "symbol": line.document.symbol}
            messages.success(request, words % facts)
            return redirect("documents:kept_copies")
    return _page(request, agency_pk, form, this_year())


@require_POST
def copy_returned(request: WebRequest, pk: int) -> HttpResponse:
    """It was given back today."""
    line = take_back_copy(request.actor, pk=pk)
    words = _("Đã ghi trả bản lưu %(symbol)s.") % {"symbol": line.document.symbol}
    messages.success(request, words)
    return redirect("documents:kept_copies")


def _form(agency_pk: int, data: QueryDict | None = None) -> CopyForm:
    return CopyForm(
        data,
        people=list_people(agency_pk),
        leaders=list_people(agency_pk, Role.LEADER),
        initial={"used_on": clock.today()},
    )


def _print(request: WebRequest, agency_pk: int) -> HttpResponse:
    asked = PrintForm(request.POST)
    made = print_days(request, asked, _book(request, agency_pk))
    return _page(request, agency_pk, _form(agency_pk), asked) if made is None else made


def _book(request: WebRequest, agency_pk: int) -> Book:
    return access_book(request.actor, kind=Kind.COPIES, pk=agency_pk)


def _page(
    request: WebRequest, agency_pk: int, form: CopyForm, print_form: PrintForm
) -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    context: dict[str, object] = {
        "form": form,
        "print_form": print_form,
        "lines": list_copy_uses(request.actor, most=_SHOWN),
        "prints": list_prints(_book(request, agency_pk)),
        "may_write": request.actor.has_role(Role.CLERK, agency_pk=agency_pk),
    }
    status = _UNPROCESSABLE if form.errors or print_form.errors else 200
    return render_page(request, "kept_copies.html", context, here="keeping", status=status)
