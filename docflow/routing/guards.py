"""The conditions that rows of the tables name, asked of a document."""

from collections.abc import Callable, Mapping

from docflow.documents.models import Document
from docflow.routing.models import Directive
from docflow.rules.transitions import Guard, Transition


def is_open(row: Transition, document: Document) -> bool:
    """True when the row's guard lets the document through."""
    return row.guard is None or _GUARDS[row.guard](document)


def wants_result_seen(document: Document) -> bool:
    """The leader asked, in the directive in force, to see the result first."""
    latest = directive_in_force(document)
    return latest is not None and latest.needs_approval


def directive_in_force(document: Document) -> Directive | None:
    """The latest that gives out the work; a correction only adds words."""
    given = Directive.objects.filter(document=document).exclude(kind=Directive.Kind.CORRECT)
    return given.order_by("-pk").first()


def _is_undirected(document: Document) -> bool:
    return not Directive.objects.filter(document=document).exists()


_GUARDS: Mapping[Guard, Callable[[Document], bool]] = {
    Guard.UNDIRECTED: _is_undirected,
    Guard.RESULT_SEEN: wants_result_seen,
    Guard.RESULT_FREE: lambda document: not wants_result_seen(document),
}
