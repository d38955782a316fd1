"""One box of the work place: all that waits for one kind of step, done one by one or together."""

from collections.abc import Collection

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.routing.bulk import BULK_ACTIONS, ROWS_MAX
from docflow.routing.selectors import list_my_work
from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from webui.shared.http import WebRequest
from webui.work.bulk_form import BulkForm
from webui.work.filing import show_filing
from webui.work.frame import list_work_boxes, render_work
from webui.work.lines import make_line

_UNPROCESSABLE = 422


def box(request: WebRequest, action: str) -> HttpResponse:
    """An empty box is a page too: the last row may just have been done."""
    if not action.isidentifier():
        raise NotFound("box", _("Không có ngăn này."))
    return show_box(request, action)


def address_of(action: str) -> str:
    """Where the rows of an act stand: what is to be filed waits beside the work, not in it."""
    return reverse("work:filing") if action == "file" else reverse("work:box", args=[action])


def show_box(
    request: WebRequest,
    action: str,
    *,
    failed: BulkForm | None = None,
    ticked: Collection[int] = (),
) -> HttpResponse:
    """The box; `failed` is what was said for all rows and is to be mended, with the ticks kept."""
    form = failed or BulkForm(action, request.actor)
    if action == "file":
        return show_filing(request, form, ticked)
    today = clock.today()
    items = list_my_work(request.actor, today=today)
    chosen = [item for item in items if item.action == action]
    # Each row under the number its act takes: a part's own, else the document's.
    rows = [
        (item.part_pk or (item.document.pk if item.document else 0), make_line(item, today))
        for item in chosen[:ROWS_MAX]
    ]
    name = next((one.name for one in list_work_boxes(items) if one.action == action), "")
    context: dict[str, object] = {
        "title": name or _("Ngăn trống"),
        "action": action,
        "rows": rows,
        "count": len(chosen),
        "is_bulk": action in BULK_ACTIONS and len(rows) > 0,
        "form": form,
        "ticked": ticked,
        "is_all": "tat-ca" in request.GET,
    }
    status = _UNPROCESSABLE if form.errors else 200
    return render_work(request, "box.html", context, items=items, here=action, status=status)
