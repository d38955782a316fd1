"""The boxes: being worked on, overdue, drafts."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.documents.selectors import Box, list_documents
from docflow.models import Document
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from webui.documents.frame import page_number, render_page
from webui.documents.tags import Tag, document_tag
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class BoxRow:
    """A document in a box: all that is shown of it, so that it may be kept rendered."""

    document_pk: int
    symbol: str
    who: str
    kind: str
    subject: str
    due_on: date | None
    tag: Tag
    stamp: str


def box(request: WebRequest, name: str) -> HttpResponse:
    """`?q=` words without accents, `?trang=` the page."""
    if name not in set(Box):
        raise NotFound("box", _("Không có ngăn này."))
    text = request.GET.get("q", "")[:200]
    today = clock.today()
    page = list_documents(
        request.actor, box=Box(name), text=text, page=page_number(request), today=today
    )
    rows = [make_row(document) for document in page.rows]
    title, empty = _words(Box(name))
    context: dict[str, object] = {
        "page": page,
        "rows": rows,
        "text": text,
        "title": title,
        "empty": empty,
    }
    return render_page(request, "box.html", context, here=name)


def make_row(document: Document) -> BoxRow:
    """A document with its state in words."""
    is_drafted = document.direction == Direction.OUT and document.author is not None
    return BoxRow(
        document_pk=document.pk,
        symbol=document.symbol,
        who=document.author.full_name if is_drafted and document.author else document.issuer,
        kind=document.type_name,
        subject=document.subject,
        due_on=document.due_on,
        tag=document_tag(document, clock.today()),
        stamp=str(URGENCY_STAMP.get(document.urgency, "")),
    )


def _words(name: Box) -> tuple[str, str]:
    """The title of a box and what it says while it is empty."""
    return {
        Box.IN_PROGRESS: (
            _("Đang giải quyết"),
            _("Không có văn bản nào đang giải quyết. Văn bản được giao sẽ hiện ở đây."),
        ),
        Box.OVERDUE: (_("Quá hạn"), _("Không có văn bản nào quá hạn.")),
        Box.DRAFTS: (
            _("Dự thảo"),
            _("Chưa có dự thảo nào. Bấm “Soạn văn bản”, hoặc “Soạn trả lời” ở văn bản đang làm."),
        ),
        Box.INCOMING: (_("Văn bản đến"), _("Chưa có văn bản đến.")),
        Box.OUTGOING: (_("Văn bản đi"), _("Chưa có văn bản đi.")),
    }[name]
