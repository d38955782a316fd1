"""One mail: its whole life, never its content."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from mailsvc.operations.trace import JournalLine, MailLife, RecipientLife, Try, get_life
from mailsvc.queue.models import QueuedRecipient
from webui.operations.frame import render_page
from webui.operations.words import (
    Tag,
    journal_word,
    outcome_tag,
    source_word,
    spent_word,
    state_tag,
    tie_word,
)
from webui.shared.http import WebRequest

_State = QueuedRecipient.State


@dataclass(frozen=True)
class RecipientBlock:
    """A recipient with its tries, in words."""

    life: RecipientLife
    tag: Tag
    tries: list[tuple[Try, Tag, str]]
    notify: str


@dataclass(frozen=True)
class Event:
    """A line of the time line."""

    at: datetime
    line: JournalLine
    word: str


def mail(request: WebRequest, trace_id: str) -> HttpResponse:
    """The trace; NotFound when it is no more kept."""
    life = get_life(request.actor, trace_id)
    context: dict[str, object] = {
        "life": life,
        "source": source_word(life.source),
        "blocks": [_block(one) for one in life.recipients],
        "related": [(one, tie_word(one.tie)) for one in life.related],
        "journal": [Event(one.at, one, journal_word(one.action)) for one in life.journal],
        "acts": list_acts(life),
    }
    return render_page(request, "mail.html", context)


def list_acts(life: MailLife) -> dict[str, bool]:
    """Which actions make sense for some recipient of it."""
    states = {one.state for one in life.recipients}
    return {
        "release": _State.HELD in states,
        "retry": _State.DUE in states,
        "hold": _State.DUE in states,
        "drop": bool(states & {_State.DUE, _State.HELD}),
    }


def _block(one: RecipientLife) -> RecipientBlock:
    return RecipientBlock(
        one,
        state_tag(one.state, attempts=one.attempts, is_by_operator=bool(one.hold_reason)),
        [
            (attempt, outcome_tag(attempt.outcome), spent_word(attempt.duration_ms))
            for attempt in one.tries
        ],
        one.notify.replace(",", ", "),
    )
