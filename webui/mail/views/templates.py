"""Templates of a mailbox, for its owner or manager."""

from django.http import HttpResponse
from django.urls import reverse

from mailsvc.directory.access import access_mailbox_settings
from mailsvc.stationery.access import may_set_agency
from mailsvc.stationery.shelves import Shelf
from webui.shared.http import WebRequest
from webui.shared.shelf import Place, show_shelf, show_template


def templates(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The list; one more."""
    return show_shelf(request, _place(request, mailbox_pk))


def template(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """One of them."""
    return show_template(request, _place(request, mailbox_pk), pk)


def _place(request: WebRequest, mailbox_pk: int) -> Place:
    mailbox = access_mailbox_settings(request.actor, mailbox_pk)
    url = reverse("mail:templates", args=[mailbox_pk])
    context = {
        "mailbox": mailbox,
        "here": "templates",
        "may_set_agency": may_set_agency(request.actor, mailbox.agency_id),
    }
    return Place(Shelf(mailbox_pk=mailbox_pk), url, "mail/templates.html", context)
