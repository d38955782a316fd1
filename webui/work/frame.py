"""The frame of the work place: boxes in the rail, whose counters are their lists' lengths."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.documents.paging import COUNT_MAX
from docflow.routing.filing import count_to_file
from docflow.routing.overview import may_oversee
from docflow.routing.selectors import WorkItem
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from webui.shared.http import WebRequest

_WORKING = (Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER)
_FILING = (Role.CLERK, Role.UNIT_HEAD, Role.OFFICER)


@dataclass(frozen=True)
class WorkBox:
    """The items that wait for one kind of step."""

    action: str
    name: str
    url: str
    count: int


@dataclass(frozen=True)
class WorkLink:
    """Another page of the place; `stem` is its page, `count` how much stands there, as read."""

    stem: str
    name: str
    url: str
    count: str = ""


def list_work_boxes(items: Sequence[WorkItem]) -> list[WorkBox]:
    """One box for each kind of step that waits; the counter is the length of the box's list."""
    labels = {item.action: item.label for item in items}
    return [
        WorkBox(
            action,
            label,
            reverse("work:box", args=[action]),
            sum(item.action == action for item in items),
        )
        for action, label in labels.items()
    ]


def render_work(
    request: WebRequest,
    template: str,
    context: dict[str, object],
    *,
    items: Sequence[WorkItem] | None = None,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of the work place; `items` is all that waits, where the page has asked for it."""
    frame = {
        "work_boxes": list_work_boxes(items) if items is not None else [],
        "total": len(items) if items is not None else None,
        "here": here,
        "links": _links(request.actor),
    }
    return render(request, f"work/{template}", frame | context, status=status)


def shown(count: int) -> str:
    """As a person reads it: past the bound nothing is counted."""
    return f"{COUNT_MAX}+" if count > COUNT_MAX else str(count)


def _links(actor: Actor) -> list[WorkLink]:
    links = []
    if may_oversee(actor):
        links.append(WorkLink("overview", _("Ai đang giữ việc"), reverse("work:overview")))
    if any(actor.has_role(role) for role in _FILING):
        count = shown(count_to_file(actor))
        links.append(WorkLink("filing", _("Chờ đưa vào hồ sơ"), reverse("work:filing"), count))
    if any(actor.has_role(role) for role in _WORKING):
        links.append(WorkLink("deputies", _("Ủy quyền, đi vắng"), reverse("work:deputies")))
    return links
