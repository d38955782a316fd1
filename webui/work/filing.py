"""Chờ đưa vào hồ sơ: what one has finished and not yet filed, many rows into one case file."""

from collections.abc import Collection
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.models import Document
from docflow.routing.bulk import ROWS_MAX
from docflow.routing.filing import count_to_file, waiting_to_file
from mailsvc.base import clock
from webui.documents.tags import document_tag
from webui.shared.http import WebRequest
from webui.work.bulk_form import BulkForm
from webui.work.frame import render_work, shown
from webui.work.lines import WorkLine

_UNPROCESSABLE = 422


def filing(request: WebRequest) -> HttpResponse:
    """Oldest first; no part of what is counted as waiting work."""
    return show_filing(request, BulkForm("file", request.actor), ())


def show_filing(request: WebRequest, form: BulkForm, ticked: Collection[int]) -> HttpResponse:
    """As a box of work, from a list of its own; its counter in the rail counts the same."""
    today = clock.today()
    documents = waiting_to_file(request.actor)
    rows = [(one.pk, _line(one, today)) for one in documents[:ROWS_MAX]]
    count = len(rows) if len(rows) < ROWS_MAX else count_to_file(request.actor)
    context: dict[str, object] = {
        "title": _("Đưa vào hồ sơ"),
        "action": "file",
        "rows": rows,
        "count": count,
        "shown_count": shown(count),
        "is_bulk": bool(rows),
        "form": form,
        "ticked": ticked,
        "is_all": "tat-ca" in request.GET,
    }
    status = _UNPROCESSABLE if form.errors else 200
    return render_work(request, "box.html", context, here="filing", status=status)


def _line(document: Document, today: date) -> WorkLine:
    words = f"{document.type_name} {document.symbol}".strip() + f": {document.subject}"
    when = f"{clock.local_day(document.state_at):%d/%m/%Y}"
    return WorkLine(
        url=reverse("documents:document", args=[document.pk]),
        title=words,
        meta=f"{document.issuer} · {document.get_state_display()} {when}",
        stamp="",
        action="",
        tag=document_tag(document, today),
        is_pressing=False,
    )
