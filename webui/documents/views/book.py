"""A register as a book: is it sound, what was struck, print it in the legal columns."""

from itertools import islice

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.dispatch.consistency import list_late_to_issue, list_unsent
from docflow.register.access import access_register
from docflow.register.book_selectors import (
    list_early,
    list_faults,
    list_prints,
    list_voids,
    list_without_file,
)
from docflow.register.consistency import list_unsealed
from docflow.register.hold_selectors import list_unused_holds
from docflow.register.models import Register
from docflow.register.prints import Kind, book_of
from docflow.rules.kinds import name_of_series
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from webui.documents.day_print import send_print
from webui.documents.forms.book import BookForm
from webui.documents.frame import posted, render_page
from webui.shared.http import WebRequest

_SHOWN = 50
_DIRECTIONS = {"den": Direction.IN, "di": Direction.OUT}


def book(request: WebRequest, which: str, year: int) -> HttpResponse:
    """GET checks the book; POST prints the chosen days, a long print as a job."""
    if which not in _DIRECTIONS:
        raise NotFound("register", _("Không có sổ này."))
    register = access_register(request.actor, direction=_DIRECTIONS[which], year=year)
    form = BookForm(posted(request), year=year, has_follow_up=which == "den")
    own, follow_up = book_of(register), book_of(register, Kind.FOLLOW_UP)
    if request.method == "POST" and form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("since", "until", "kind")}
        return send_print(request, follow_up if form.is_follow_up else own, **days)
    context: dict[str, object] = {
        "form": form,
        "register": register,
        "faults": [_fault(series.key, faults) for series, faults in list_faults(register)],
        "bare": list_without_file(register, most=_SHOWN),
        "voids": list_voids(register),
        "unused": [(one, name_of_series(one.series.key)) for one in list_unused_holds(register)],
        "early": list_early(register, most=_SHOWN),
        "which": which,
        **_unfinished(register),
        "prints": list_prints(own, follow_up),
        "title": register.name,
        "list_url": reverse("documents:home" if which == "den" else "documents:outgoing"),
    }
    return render_page(
        request, "book.html", context, here="incoming" if which == "den" else "outgoing"
    )


def _unfinished(register: Register) -> dict[str, object]:
    """Of the outgoing book: what has its number and is not sealed or issued, or not sent."""
    if register.direction != Direction.OUT:
        return {}
    agency_pk, year = register.agency_id, register.year
    late = list_late_to_issue(today=clock.today(), agency_pk=agency_pk)
    return {
        "late": late.filter(issued_on__year=year)[:_SHOWN],
        "unsealed": list_unsealed(register)[:_SHOWN],
        "unsent": list(islice(list_unsent(agency_pk=agency_pk, year=year), _SHOWN)),
        "is_out": True,
    }


def _fault(key: str, faults: object) -> dict[str, object]:
    """A series by its type's name, and its faulty numbers."""
    return {"name": name_of_series(key), "faults": faults}
