"""A register as a book: is it sound, what was struck, print it in the legal columns."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.printing.book import count_lines, file_name, make_book, print_later, write_book
from docflow.printing.follow_up import follow_up_later, follow_up_name, make_follow_up
from docflow.printing.tables import write_table
from docflow.register.access import access_register
from docflow.register.models import Register
from docflow.register.selectors import (
    list_early,
    list_faults,
    list_prints,
    list_unused_holds,
    list_voids,
    list_without_file,
)
from docflow.rules.kinds import name_of_series
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.jobs.onetime import enqueue
from webui.documents.forms.book import BookForm
from webui.documents.frame import posted, render_page
from webui.documents.serving import attach
from webui.shared.http import WebRequest

_AT_ONCE = 200
_SHOWN = 50
_DIRECTIONS = {"den": Direction.IN, "di": Direction.OUT}


def book(request: WebRequest, which: str, year: int) -> HttpResponse:
    """GET checks the book; POST prints the chosen days, a long print as a job."""
    if which not in _DIRECTIONS:
        raise NotFound("register", _("Không có sổ này."))
    register = access_register(request.actor, direction=_DIRECTIONS[which], year=year)
    form = BookForm(posted(request), year=year, has_follow_up=which == "den")
    if request.method == "POST" and form.is_valid():
        return _print(request, register, form)
    context: dict[str, object] = {
        "form": form,
        "register": register,
        "faults": [_fault(series.key, faults) for series, faults in list_faults(register)],
        "bare": list_without_file(register, most=_SHOWN),
        "voids": list_voids(register),
        "unused": [(one, name_of_series(one.series.key)) for one in list_unused_holds(register)],
        "early": list_early(register, most=_SHOWN),
        "which": which,
        "prints": list_prints(register),
        "title": register.name,
        "list_url": reverse("documents:home" if which == "den" else "documents:outgoing"),
    }
    return render_page(
        request, "book.html", context, here="incoming" if which == "den" else "outgoing"
    )


def _print(request: WebRequest, register: Register, form: BookForm) -> HttpResponse:
    data = form.cleaned_data
    since, until, kind = data["since"], data["until"], data["kind"]
    if count_lines(register, since, until) > _AT_ONCE:
        job = enqueue(
            request.actor,
            follow_up_later if form.is_follow_up else print_later,
            title=_("In %s") % register.name,
            arguments={
                "register_pk": register.pk,
                "since": since.isoformat(),
                "until": until.isoformat(),
                "kind": kind,
            },
            back_url=request.path,
        )
        return redirect("jobs:job", job.pk)
    if form.is_follow_up:
        sheet = make_follow_up(request.actor, register, since=since, until=until)
        return attach(write_table(sheet, kind), name=follow_up_name(register, kind), kind=kind)
    made = make_book(request.actor, register, since=since, until=until, now=clock.now())
    return attach(write_book(made, kind), name=file_name(register, kind), kind=kind)


def _fault(key: str, faults: object) -> dict[str, object]:
    """A series by its type's name, and its faulty numbers."""
    return {"name": name_of_series(key), "faults": faults}
