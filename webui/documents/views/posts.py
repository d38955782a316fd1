"""Sổ chuyển giao văn bản đi bưu điện: one line for each place a paper is sent to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.papers.selectors import list_postings
from docflow.papers.services import PLACE_MAX, post_document
from docflow.register.access import access_book
from docflow.register.book_selectors import list_prints
from docflow.register.prints import Book, Kind
from mailsvc.base import clock
from mailsvc.directory.roles import Role
from webui.documents.day_print import is_asked, print_days, this_year
from webui.documents.forms.papers import PostForm, PrintForm
from webui.documents.frame import clerk_agency, keeper_agency, posted, render_page
from webui.documents.refusals import focus_first_error, refusals_on
from webui.documents.registering import issuers
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
_SHOWN = 100


def posts(request: WebRequest) -> HttpResponse:
    """GET lists the newest; POST writes a line, or with `act=print` prints some days."""
    agency_pk = keeper_agency(request.actor)
    initial = {
        "posted_on": clock.today(),
        "symbol": request.GET.get("so", "")[:42],
        "to_place": request.GET.get("noi", "")[:PLACE_MAX],
    }
    if is_asked(request):
        return _print(request, agency_pk, PostForm(initial=initial))
    form = PostForm(posted(request), initial=initial)
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
    return _page(request, agency_pk, form, this_year())


def _print(request: WebRequest, agency_pk: int, form: PostForm) -> HttpResponse:
    asked = PrintForm(request.POST)
    made = print_days(request, asked, _book(request, agency_pk))
    return _page(request, agency_pk, form, asked) if made is None else made


def _book(request: WebRequest, agency_pk: int) -> Book:
    return access_book(request.actor, kind=Kind.POSTS, pk=agency_pk)


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
        "prints": list_prints(_book(request, agency_pk)),
        "may_write": request.actor.has_role(Role.CLERK, agency_pk=agency_pk),
    }
    status = _UNPROCESSABLE if form.errors or print_form.errors else 200
    return render_page(request, "posts.html", context, here="keeping", status=status)
