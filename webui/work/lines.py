"""One thing to do as a line: what, from whom, in what part, by when."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.routing.selectors import WorkItem
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.workdays import DueStatus
from webui.documents.tags import Tag, due_tag

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


def make_line(item: WorkItem, today: date) -> WorkLine:
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
