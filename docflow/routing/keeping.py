"""Whose papers the actor may add to: the documents a mail's files can be kept with."""

from django.db.models import QuerySet

from docflow.documents.access import visible_to
from docflow.documents.models import Document
from docflow.routing.selectors import list_actions, with_numbers
from docflow.rules.states import Direction
from docflow.rules.transitions import find_rows
from docflow.search.engine import matching
from docflow.search.selectors import find_by_number
from mailsvc.directory.actor import Actor

_ACTION = "keep_paper"
_SHOWN = 15
# Each is asked for the actor's part in it: no more of them than one waits for.
_LOOKED_AT = 40
_STATES = frozenset(
    state for way in Direction for row in find_rows(way, _ACTION) for state in row.sources
)


def list_keepable(actor: Actor, *, text: str = "") -> list[Document]:
    """The newest the actor may put papers into, of those that hold the words of `text`, or bear
    the number it is; each with `active_entries`, its lines in the registers.
    """
    rows = _candidates(actor)
    found: list[Document] = []
    if text.isdecimal() and len(text) < 10:
        found = [one for one in find_by_number(actor, int(text)) if one.state in _STATES]
    if text:
        rows = matching(rows, text)
    found += list(rows.order_by("-pk")[:_LOOKED_AT])
    single = list({one.pk: one for one in found}.values())
    mine = [one for one in single if _may_keep(actor, one)][:_SHOWN]
    with_numbers(mine)
    return mine


def _candidates(actor: Actor) -> QuerySet[Document]:
    rows = visible_to(actor).filter(state__in=_STATES)
    return rows.select_related("agency", "author", "unit")


def _may_keep(actor: Actor, document: Document) -> bool:
    return any(row.action == _ACTION for row in list_actions(actor, document))
