"""Sổ chuyển giao văn bản đi bưu điện: one line for each place a paper is sent to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.papers.selectors import list_postings
from docflow.papers.services import post_document
from docflow.printing.papers import posts_sheet
from docflow.printing.tables import write_table
from mailsvc.base import clock
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import get_agency_by_pk
from webui.documents.forms.papers import PostForm, PrintForm
from webui.documents.frame import clerk_agency, keeper_agency, render_page
from webui.documents.refusals import focus_first_error, refusals_on
from webui.documents.registering import issuers
from webui.documents.serving import attach
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
_SHOWN, _PRINTED_MAX = 100, 2000


def posts(request: WebRequest) -> HttpResponse:
    """GET lists the newest; POST writes a line, or with `act=print` prints some days."""
    agency_pk = keeper_agency(request.actor)
    if request.POST.get("act") == "print":
        return _print(request, agency_pk)
    initial = {"posted_on": clock.today(), "symbol": request.GET.get("so", "")[:42]}
    form = PostForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            line = post_document(
                request.actor, agency_pk=clerk_agency(request.actor), **form.cleaned_data
            )
            words = _("Đã ghi sổ chuyển: %(symbol)s đến %(place)s.")
            messages.success(
                request, words % {"symbol": line.document.symbol, "place": line.to_place}
            )
            return redirect("documents:posts")
    return _page(request, agency_pk, form, PrintForm(initial=_this_year()))


def _print(request: WebRequest, agency_pk: int) -> HttpResponse:
    form = PrintForm(request.POST)
    if not form.is_valid():
        return _page(request, agency_pk, PostForm(initial={"posted_on": clock.today()}), form)
    days = {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}
    lines = list_postings(request.actor, **days, most=_PRINTED_MAX)
    sheet = posts_sheet(get_agency_by_pk(agency_pk).name, lines, **days)
    kind = form.cleaned_data["kind"]
    return attach(write_table(sheet, kind), name=f"so-chuyen-giao.{kind}", kind=kind)


def _this_year() -> dict[str, object]:
    today = clock.today()
    return {"since": today.replace(month=1, day=1), "until": today, "kind": "pdf"}


def _page(
    request: WebRequest, agency_pk: int, form: PostForm, print_form: PrintForm
) -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    context: dict[str, object] = {
        "form": form,
        "print_form": print_form,
        "lines": list_postings(request.actor, most=_SHOWN),
        "places": [name for name, _code in issuers()],
        "may_write": request.actor.has_role(Role.CLERK, agency_pk=agency_pk),
    }
    status = _UNPROCESSABLE if form.errors or print_form.errors else 200
    return render_page(request, "posts.html", context, here="keeping", status=status)
