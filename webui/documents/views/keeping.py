"""What the agency keeps in order itself: its books, numbers, lists."""

from django.http import HttpResponse

from docflow.catalogue.selectors import list_items
from docflow.register.book_selectors import list_books
from docflow.register.earlier_selectors import list_earlier_days
from docflow.register.hold_selectors import list_holds
from docflow.rules.levels import Urgency
from docflow.rules.states import Direction
from docflow.rules.workdays import default_days
from mailsvc.base import clock
from mailsvc.workdays.selectors import get_year
from webui.documents.frame import keeper_agency, render_page
from webui.shared.http import WebRequest


def keeping(request: WebRequest) -> HttpResponse:
    """Each thing with how it stands and where it is done."""
    agency_pk = keeper_agency(request.actor)
    holds = [one for one in list_holds(agency_pk) if one.state == one.State.HELD]
    asked = [one for one in list_earlier_days(agency_pk) if one.state == one.State.ASKED]
    this_year = clock.today().year
    context: dict[str, object] = {
        "books": [
            (book, "den" if book.direction == Direction.IN else "di")
            for book in list_books(agency_pk)
        ],
        "this_year": this_year,
        "old_holds": sum(one.held_on.year < this_year for one in holds),
        "holds": len(holds),
        "asked": len(asked),
        "own": len(list_items(agency_pk)),
        "days": [(label, default_days(code)) for code, label in Urgency.choices],
        "calendars": [(year, get_year(year).confirmed_by) for year in (this_year, this_year + 1)],
    }
    return render_page(request, "keeping.html", context, here="keeping")
