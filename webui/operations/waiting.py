"""The list of recipients, by filter."""

from dataclasses import dataclass

from django.http import HttpResponse

from docflow.documents.paging import page_of
from mailsvc.base import clock
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_selectors import filter_recipients
from webui.documents.frame import page_number
from webui.operations.forms import FilterForm
from webui.operations.frame import render_page
from webui.operations.words import Tag, age_word, state_tag
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class RecipientRow:
    """A recipient as the list shows it."""

    recipient: QueuedRecipient
    tag: Tag
    age: str
    said: str


def waiting(request: WebRequest) -> HttpResponse:
    """`?trang_thai= &den= &tu= &tuoi= &trang=`; what is not understood is not asked for."""
    form = FilterForm(request.GET)
    wanted = form.to_filter()
    page = page_of(filter_recipients(request.actor, wanted), page_number(request))
    query = request.GET.copy()
    query.pop("trang", None)
    context: dict[str, object] = {
        "form": form,
        "page": page,
        "rows": [make_row(one) for one in page.rows],
        "query": query.urlencode(),
        "may_act": wanted.state not in QueuedRecipient.FINAL,
        "is_filtered": not wanted.is_empty,
    }
    return render_page(request, "waiting.html", context, here="waiting")


def make_row(recipient: QueuedRecipient) -> RecipientRow:
    """State, age and last answer in words."""
    code = f"{recipient.last_code} " if recipient.last_code else ""
    return RecipientRow(
        recipient,
        state_tag(
            recipient.state,
            attempts=recipient.attempts,
            is_by_operator=bool(recipient.hold_reason),
        ),
        age_word(recipient.message.created_at, clock.now()),
        recipient.hold_reason or f"{code}{recipient.last_text}",
    )
