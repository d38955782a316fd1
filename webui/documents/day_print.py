"""Printing some days of a book: the form beside a book about paper, the file or job of any."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.printing.volumes import (
    count_lines,
    file_name,
    make_volume,
    print_later,
    write_volume,
)
from docflow.register.prints import Book
from mailsvc.base import clock
from mailsvc.jobs.onetime import enqueue
from webui.documents.forms.papers import PrintForm
from webui.documents.serving import attach
from webui.shared.http import WebRequest

AT_ONCE = 200


def this_year() -> PrintForm:
    """Not yet asked for: from New Year until today, as PDF."""
    today = clock.today()
    return PrintForm(initial={"since": today.replace(month=1, day=1), "until": today})


def is_asked(request: WebRequest) -> bool:
    """Its button was pressed, not that of the form above it."""
    return request.POST.get("act") == "print"


def print_days(request: WebRequest, form: PrintForm, book: Book) -> HttpResponse | None:
    """The print; None, and the reason on the form, when the days are wrong."""
    if not form.is_valid():
        return None
    return send_print(request, book, **form.cleaned_data)


def send_print(
    request: WebRequest, book: Book, *, since: date, until: date, kind: str
) -> HttpResponse:
    """The file; of a long book the page of the job that makes it."""
    if count_lines(book, since, until) <= AT_ONCE:
        volume = make_volume(request.actor, book, since=since, until=until, now=clock.now())
        return attach(write_volume(volume, kind), name=file_name(book, kind), kind=kind)
    name = book.register.name if book.register else str(book.kind.label)
    job = enqueue(
        request.actor,
        print_later,
        title=_("In %s") % name,
        arguments={
            "book": book.kind.value,
            "pk": book.register.pk if book.register else book.agency.pk,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "kind": kind,
        },
        back_url=request.path,
    )
    return redirect("jobs:job", job.pk)
