"""One step of a document: lock, permission by the table, state by the table, change, journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from docflow.documents.access import lock_document
from docflow.documents.models import Document
from docflow.documents.services import record_movement
from docflow.routing.guards import is_open
from docflow.routing.parties import parties_as, stand_ins_for
from docflow.routing.whose import not_yours
from docflow.rules.states import State
from docflow.rules.transitions import Party, Transition, find_rows
from mailsvc.audit.services import JSON
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.base.text import nfc
from mailsvc.directory.actor import Actor, StandIn

REASON_MIN = 10
_TEXT_MAX = 10_000


@dataclass(frozen=True)
class Step:
    """A step that is allowed and under way: its document is locked."""

    actor: Actor
    document: Document
    row: Transition
    parties: frozenset[Party]
    now: datetime
    stand_in: StandIn | None = None

    @property
    def capacity(self) -> Actor:
        """In whose place the step is taken: the actor himself, or whom he stands in for."""
        return self.stand_in.actor if self.stand_in else self.actor

    def finish(
        self, *, action: str = "", text: str = "", facts: Mapping[str, JSON] | None = None
    ) -> Document:
        """Move the document to the row's target and record the step."""
        document, before = self.document, self.document.state
        if self.row.target is not None and self.row.target != before:
            document.state = self.row.target
            document.state_at = self.now
        document.save()
        record_movement(
            self.actor,
            document,
            action=action or self.row.action,
            state_from=before,
            text=text,
            facts=facts,
            now=self.now,
            stand_in=self.stand_in,
        )
        return document


def begin(actor: Actor, document_pk: int, *actions: str, now: datetime | None) -> Step:
    """Lock the document and find the row of these actions that fits it and the actor.

    What is not his own step may be that of somebody he stands in for.

    NotFound for a stranger, Forbidden for a wrong role, Conflict for a wrong state.
    """
    document = lock_document(actor, document_pk)
    at = now or clock.now()
    parties = parties_as(actor, document)
    try:
        row = choose_row(document, parties, actions)
    except Forbidden:
        for stand_in in stand_ins_for(actor, document):
            lent = parties_as(stand_in.actor, document)
            if lent & _parties_of_rows(document, actions):
                row = choose_row(document, lent, actions)
                return Step(actor, document, row, lent, at, stand_in)
        raise
    return Step(actor, document, row, parties, at)


def _parties_of_rows(document: Document, actions: Sequence[str]) -> set[Party]:
    rows = [row for action in actions for row in find_rows(document.direction, action)]
    return {party for row in rows for party in row.parties}


def choose_row(document: Document, parties: frozenset[Party], actions: Sequence[str]) -> Transition:
    """The row that fits the parties and the state; Forbidden comes before Conflict."""
    known = [row for action in actions for row in find_rows(document.direction, action)]
    rows = [row for row in known if is_open(row, document)] or known
    here = [row for row in rows if document.state in row.sources and is_open(row, document)]
    allowed = [row for row in rows if row.parties & parties]
    for row in here:
        if row in allowed:
            return row
    if here or not allowed:
        raise not_yours(document, here or rows)
    label = State(document.state).label
    raise Conflict("state", f"Văn bản đang ở bước “{label}”, hãy tải lại trang rồi xem.")


def refuse_self(step: Step, person_pk: int | None) -> None:
    """Who stands in for another gives no work to himself."""
    if step.stand_in is not None and person_pk == step.actor.person_pk:
        words = "Người được ủy quyền không tự giao việc chính cho mình."
        raise Invalid("deputy", words, {"lead": words, "handler": words, "person": words})


def need_reason(reason: str) -> str:
    """A reason somebody else will read: at least ten characters."""
    text = need_text(reason, field="reason", missing="Hãy ghi lý do.")
    if len(text) < REASON_MIN:
        words = f"Lý do cần ít nhất {REASON_MIN} ký tự."
        raise Invalid("reason", words, {"reason": words})
    return text


def need_text(value: str, *, field: str, missing: str) -> str:
    """Text that is really there, composed, within bounds."""
    text = tidy(value)
    if not text:
        raise Invalid(field, missing, {field: missing})
    return text


def tidy(value: str) -> str:
    """NFC, line ends as "\\n", no other control characters, cut to what a person writes."""
    plain = nfc(value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c >= " " or c in "\n\t").strip()[:_TEXT_MAX]
