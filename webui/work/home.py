"""Việc của tôi: what waits for me, urgent first; unread mails; what I wait for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.models import Document
from docflow.routing.selectors import WorkItem, list_my_work, list_waiting_for_others
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.workdays import DueStatus
from mailsvc.base import clock
from webui.documents.tags import Tag, document_tag, due_tag
from webui.shared.http import WebRequest
from webui.work.unread import list_unread

_SHOWN = 50
_URGENT = (DueStatus.OVERDUE, DueStatus.DUE_SOON)


@dataclass(frozen=True)
class WorkLine:
    """One thing to do, as the page shows it."""

    url: str
    title: str
    meta: str
    stamp: str
    action: str
    tag: Tag | None
    is_pressing: bool


def home(request: WebRequest) -> HttpResponse:
    """The first page after the log-in."""
    today = clock.today()
    items = list_my_work(request.actor, today=today)
    lines = [_line(item, today) for item in items[:_SHOWN]]
    context = {
        "today": today,
        "total": len(items),
        "overdue": sum(item.due_status == DueStatus.OVERDUE for item in items),
        "pressing": [line for line in lines if line.is_pressing],
        "others": [line for line in lines if not line.is_pressing],
        "hidden": max(len(items) - _SHOWN, 0),
        "mails": list_unread(request.actor),
        "waiting": _waiting(list_waiting_for_others(request.actor), today),
    }
    return render(request, "work/home.html", context)


def _line(item: WorkItem, today: date) -> WorkLine:
    stamp = URGENCY_STAMP.get(item.urgency, "")
    return WorkLine(
        url=_url(item),
        title=_title(item),
        meta=_meta(item),
        stamp=stamp,
        action=item.label,
        tag=due_tag(item.due_on, today),
        is_pressing=bool(stamp) or item.due_status in _URGENT,
    )


def _url(item: WorkItem) -> str:
    if item.document is not None:
        return reverse("documents:document", args=[item.document.pk])
    assert item.arrival is not None
    return reverse("documents:arrival", args=[item.arrival.pk])


def _title(item: WorkItem) -> str:
    thing = item.document or item.arrival
    assert thing is not None
    words = f"{thing.type_name} {thing.symbol}".strip() + f": {thing.subject}"
    return (
        _("Số đến %(number)d · %(words)s") % {"number": item.number, "words": words}
        if item.number
        else words
    )


def _meta(item: WorkItem) -> str:
    """From whom, in what part, by when."""
    parts = [_from_whom(item), item.part]
    if item.due_on:
        parts.append(_("hạn %s") % f"{item.due_on:%d/%m/%Y}")
    return " · ".join(part for part in parts if part)


def _from_whom(item: WorkItem) -> str:
    if item.arrival is not None:
        return item.arrival.issuer
    document = item.document
    assert document is not None
    return document.author.full_name if document.author else document.issuer


def _waiting(documents: Iterable[Document], today: date) -> list[tuple[Document, Tag]]:
    return [(document, document_tag(document, today)) for document in documents]
