"""The frame of the documents place: its boxes in the rail, with counters that equal their lists."""

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from docflow.documents.paging import COUNT_MAX
from docflow.documents.selectors import RAIL, Box, count_boxes
from docflow.intake.selectors import count_arrivals
from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from webui.documents.uploads import Upload
from webui.shared.http import WebRequest

_DRAFTERS = (Role.OFFICER, Role.UNIT_HEAD)


@dataclass(frozen=True)
class RailBox:
    """One box: `here` is the stem of its page."""

    name: str
    url: str
    here: str
    count: int | None = None
    is_hot: bool = False

    @property
    def shown(self) -> str:
        """The count as a person reads it."""
        return f"{COUNT_MAX}+" if self.count == COUNT_MAX else str(self.count)


def clerk_agency(actor: Actor) -> int:
    """The agency whose register the actor keeps; Forbidden for everybody but clerks."""
    for duty in actor.duties:
        if duty.role == Role.CLERK:
            return duty.agency_pk
    raise Forbidden("role", _("Việc này của văn thư cơ quan."))


def keeper_agency(actor: Actor) -> int:
    """The agency whose books the actor keeps or answers for; Forbidden for everybody else."""
    for duty in actor.duties:
        if duty.role in (Role.CLERK, Role.LEADER):
            return duty.agency_pk
    raise Forbidden("role", _("Việc này của văn thư và lãnh đạo cơ quan."))


def answering_agency(actor: Actor) -> int:
    """As `keeper_agency`, also for who directs in the place of an absent leader."""
    for one in (actor, *(stand_in.actor for stand_in in actor.stand_ins)):
        for duty in one.duties:
            if duty.role == Role.LEADER or (one is actor and duty.role == Role.CLERK):
                return duty.agency_pk
    raise Forbidden("role", _("Việc này của văn thư và lãnh đạo cơ quan."))


def may_draft(actor: Actor) -> bool:
    """True for those who begin drafts."""
    return any(actor.has_role(role) for role in _DRAFTERS)


def drafting_agency(actor: Actor) -> int:
    """The agency the actor drafts for; Forbidden for everybody else."""
    for duty in actor.duties:
        if duty.role in _DRAFTERS:
            return duty.agency_pk
    raise Forbidden("role", _("Việc soạn văn bản là của chuyên viên và trưởng đơn vị."))


def list_boxes(actor: Actor) -> list[RailBox]:
    """The boxes of the actor's roles."""
    counts = count_boxes(actor, RAIL)
    boxes = [
        RailBox(_("Sổ văn bản đến"), reverse("documents:home"), "incoming"),
        RailBox(_("Sổ văn bản đi"), reverse("documents:outgoing"), "outgoing"),
        RailBox(_("Tìm văn bản"), reverse("documents:find"), "find"),
        _box(_("Đang giải quyết"), Box.IN_PROGRESS, counts),
        _box(_("Quá hạn"), Box.OVERDUE, counts, is_hot=True),
        _box(_("Dự thảo"), Box.DRAFTS, counts),
    ]
    if actor.has_role(Role.CLERK):
        waiting = count_arrivals(actor)
        boxes.insert(0, RailBox(_("Chờ tiếp nhận"), reverse("documents:intake"), "intake", waiting))
    if actor.has_role(Role.CLERK) or actor.has_role(Role.LEADER):
        boxes.append(RailBox(_("Giữ sổ, danh mục"), reverse("documents:keeping"), "keeping"))
    return boxes


def render_page(
    request: WebRequest,
    template: str,
    context: dict[str, object],
    *,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of the documents place."""
    frame = {
        "boxes": list_boxes(request.actor),
        "here": here,
        "is_clerk": request.actor.has_role(Role.CLERK),
        "may_draft": may_draft(request.actor),
    }
    return render(request, f"documents/{template}", frame | context, status=status)


def posted(request: WebRequest) -> QueryDict | None:
    """The data of a POST; None leaves a form unbound."""
    return request.POST if request.method == "POST" else None


def uploaded(request: WebRequest) -> "MultiValueDict[str, Upload] | None":
    """The files of a POST; None leaves a form unbound."""
    return request.FILES if request.method == "POST" else None


def page_number(request: WebRequest) -> int:
    """`?trang=`; anything else is the first page."""
    typed = request.GET.get("trang", "")
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 1


def _box(name: str, box: Box, counts: dict[Box, int], *, is_hot: bool = False) -> RailBox:
    url = reverse("documents:box", args=[box.value])
    count = counts[box]
    return RailBox(name, url, box.value, count, is_hot and count > 0)
