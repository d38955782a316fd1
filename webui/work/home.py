"""Việc của tôi: what waits for me, urgent first; unread mails; what I wait for."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse

from docflow.models import Document
from docflow.notices.selectors import unseen_notices
from docflow.register.earlier_selectors import list_asked_days
from docflow.register.hold_selectors import list_unsettled_holds
from docflow.routing.selectors import list_my_work, list_waiting_for_others
from docflow.rules.workdays import DueStatus
from mailsvc.base import clock
from webui.documents.tags import Tag, document_tag
from webui.shared.http import WebRequest
from webui.work.frame import render_work
from webui.work.lines import make_line
from webui.work.unread import list_unread

_SHOWN = 50
_NOTICES = 10


def home(request: WebRequest) -> HttpResponse:
    """The first page after the log-in."""
    today = clock.today()
    items = list_my_work(request.actor, today=today)
    lines = [make_line(item, today) for item in items[:_SHOWN]]
    context: dict[str, object] = {
        "today": today,
        "overdue": sum(item.due_status == DueStatus.OVERDUE for item in items),
        "pressing": [line for line in lines if line.is_pressing],
        "others": [line for line in lines if not line.is_pressing],
        "hidden": max(len(items) - _SHOWN, 0),
        "mails": list_unread(request.actor),
        "notices": list(unseen_notices(request.actor)[:_NOTICES]),
        "earlier_days": list_asked_days(request.actor),
        "old_holds": list_unsettled_holds(request.actor, today=today),
        "waiting": _waiting(list_waiting_for_others(request.actor), today),
    }
    return render_work(request, "home.html", context, items=items, here="home")


def _waiting(documents: Iterable[Document], today: date) -> list[tuple[Document, Tag]]:
    return [(document, document_tag(document, today)) for document in documents]
