"""Printing some days of a book about paper: the form beside it, and the file it asks for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.printing.tables import write_table
from mailsvc.base import clock
from mailsvc.directory.selectors import get_agency_by_pk
from mailsvc.sheets.values import Sheet
from webui.documents.forms.papers import PrintForm
from webui.documents.serving import attach
from webui.shared.http import WebRequest

LINES_MAX = 2000


def this_year() -> PrintForm:
    """Not yet asked for: from New Year until today, as PDF."""
    today = clock.today()
    return PrintForm(initial={"since": today.replace(month=1, day=1), "until": today})


def is_asked(request: WebRequest) -> bool:
    """Its button was pressed, not that of the form above it."""
    return request.POST.get("act") == "print"


def print_days(
    request: WebRequest,
    form: PrintForm,
    *,
    agency_pk: int,
    read: Callable[..., list[Any]],
    draw: Callable[..., Sheet],
    stem: str,
) -> HttpResponse | None:
    """The file; None, and the reason on the form, when it cannot be: a book is never cut short."""
    if not form.is_valid():
        return None
    days = {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}
    lines = read(request.actor, **days, most=LINES_MAX + 1)
    if len(lines) > LINES_MAX:
        words = _("Hơn %(most)s dòng: đồng chí chọn ít ngày hơn và in làm nhiều lần.")
        form.add_error("until", words % {"most": f"{LINES_MAX:,}".replace(",", ".")})
        return None
    kind = form.cleaned_data["kind"]
    sheet = draw(get_agency_by_pk(agency_pk).name, lines, **days)
    return attach(write_table(sheet, kind), name=f"{stem}.{kind}", kind=kind)
