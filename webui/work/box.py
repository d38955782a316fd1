"""One box of the work place: all that waits for one kind of step, done one by one or together."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.routing.bulk import BULK_ACTIONS, ROWS_MAX, WITH_WORDS
from docflow.routing.selectors import list_my_work
from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from webui.shared.http import WebRequest
from webui.work.frame import list_work_boxes, render_work
from webui.work.lines import make_line


def box(request: WebRequest, action: str) -> HttpResponse:
    """An empty box is a page too: the last row may just have been done."""
    if not action.isidentifier():
        raise NotFound("box", _("Không có ngăn này."))
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
        "needs_words": action in WITH_WORDS,
        "is_all": "tat-ca" in request.GET,
    }
    return render_work(request, "box.html", context, items=items, here=action)
