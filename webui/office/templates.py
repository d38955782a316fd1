"""Templates of an agency, for its clerk and administrators."""

from django.http import HttpResponse
from django.urls import reverse

from mailsvc.stationery.access import access_agency_stationery
from mailsvc.stationery.shelves import Shelf
from webui.shared.http import WebRequest
from webui.shared.shelf import Place, show_shelf, show_template


def templates(request: WebRequest, agency_pk: int) -> HttpResponse:
    """The list; one more."""
    return show_shelf(request, _place(request, agency_pk))


def template(request: WebRequest, agency_pk: int, pk: int) -> HttpResponse:
    """One of them."""
    return show_template(request, _place(request, agency_pk), pk)


def _place(request: WebRequest, agency_pk: int) -> Place:
    agency = access_agency_stationery(request.actor, agency_pk)
    url = reverse("office:agency_templates", args=[agency_pk])
    return Place(Shelf(agency_pk=agency_pk), url, "office/templates.html", {"agency": agency})
