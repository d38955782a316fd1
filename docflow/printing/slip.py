"""Phiếu giải quyết văn bản đến (ND30 Annex IV): all that was said, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string

from docflow.deadlines.models import Extension
from docflow.documents.access import access_document
from docflow.documents.models import Document, Movement
from docflow.printing.pdf import print_page
from docflow.register.selectors import find_entry
from docflow.routing.models import Assignment, Directive
from docflow.rules.layout import date_line
from docflow.rules.numbers import format_number
from docflow.rules.parts import find_part_rows
from docflow.rules.states import Direction
from docflow.rules.transitions import find_rows
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor

# Said in full where directives and notes stand.
_ELSEWHERE = (
    *("register", "direct", "redirect", "correct", "add_work_note", "present", "sub_assign"),
    *("file", "void", "recall"),
)
# Whoever does the work says it; what is neither his nor the leaders' is of heads of units.
_HANDLERS = ("report", "complete", "finish_part", "ask_extension", "draft_reply")
_LEADERS = ("note", "approve_result", "decline_result", "reopen", "answer_extension")
_PARTS = {Assignment.Part.LEAD: "lead", Assignment.Part.COOPERATE: "cooperate"}


@dataclass(frozen=True)
class Said:
    """One opinion: who, when, what; of a directive, to whom and until when."""

    at: datetime
    name: str
    title: str
    text: str
    what: str = ""
    lead: str = ""
    cooperate: str = ""
    inform: str = ""
    due_on: date | None = None


def print_slip(actor: Actor, document: Document) -> bytes:
    """The slip as it stands now. Conflict for what is no registered incoming document."""
    return print_page(render_to_string("docflow/slip.html", context_of(actor, document)))


def context_of(actor: Actor, document: Document) -> dict[str, object]:
    """What the slip says: three parts, each in the order of time."""
    found = access_document(actor, document.pk)
    entry = find_entry(found)
    if found.direction != Direction.IN or entry is None:
        raise Conflict("no_entry", "Văn bản chưa vào sổ nên chưa có phiếu giải quyết.")
    moves = [move for move in found.movements.select_related("by") if move.text]
    inside = _answered_inside(found)
    of_heads = [move for move in moves if _is_answer(move) and move.at in inside]
    of_leaders = [move for move in moves if move not in of_heads]
    return {
        "document": found,
        "entry": entry,
        "number": format_number(entry.number),
        "agency_name": found.agency.name.upper(),
        "date_line": date_line(found.agency.place, clock.today()),
        "proposals": [_moved(found, move) for move in moves if move.action == "present"],
        "leaders": _in_order([*_directives(found), *_of(found, of_leaders, _LEADERS)]),
        "heads": _in_order(
            [
                *_shared_out(found, moves),
                *_of(found, moves, None),
                *(_moved(found, move) for move in of_heads),
            ]
        ),
        "handlers": _in_order([*_notes(found), *_of(found, moves, _HANDLERS)]),
    }


def _directives(document: Document) -> Iterator[Said]:
    rows = document.directives.select_related("author")
    for one in rows.prefetch_related("assignments__unit", "assignments__person"):
        yield _directed(one)


def _directed(directive: Directive) -> Said:
    names: dict[str, list[str]] = {"lead": [], "cooperate": [], "inform": []}
    for assignment in (one for one in directive.assignments.all() if one.parent_id is None):
        names[_PARTS.get(Assignment.Part(assignment.part), "inform")].append(_name_of(assignment))
    return Said(
        at=directive.given_at,
        name=directive.author.full_name,
        title=directive.author_title,
        text=directive.text,
        due_on=directive.due_on,
        **{part: "; ".join(who) for part, who in names.items()},
    )


def _name_of(assignment: Assignment) -> str:
    if assignment.unit is None:
        return assignment.person.full_name if assignment.person else ""
    return assignment.unit.name


def _shared_out(document: Document, moves: list[Movement]) -> Iterator[Said]:
    """What heads gave their people: each step made one part, both in the order of their keys."""
    parts = document.assignments.filter(parent__isnull=False).select_related("person")
    steps = [move for move in moves if move.action == "sub_assign"]
    for move, part in zip(steps, parts.order_by("pk"), strict=False):
        words = part.instruction or move.text
        who = part.person.full_name if part.person else ""
        # The day he gave; more time that was given since has its own line.
        due_on = part.first_due_on or part.due_on
        yield Said(move.at, move.by_name, "", words, lead=who, due_on=due_on)


def _is_answer(move: Movement) -> bool:
    return move.action == "answer_extension"


def _answered_inside(document: Document) -> set[datetime]:
    """When heads answered their own people, who had asked for more time within the unit."""
    asked = Extension.objects.filter(part__document=document, part__parent__isnull=False)
    return {at for at in asked.values_list("answered_at", flat=True) if at is not None}


def _notes(document: Document) -> Iterator[Said]:
    for note in document.work_notes.select_related("author"):
        yield Said(note.at, note.author.full_name, "", note.text)


def _of(document: Document, moves: list[Movement], actions: tuple[str, ...] | None) -> list[Said]:
    """The words said with those steps; None: with all others."""
    named = (*_ELSEWHERE, *_HANDLERS, *_LEADERS)
    wanted = [m for m in moves if (m.action in actions if actions else m.action not in named)]
    return [_moved(document, move) for move in wanted]


def _moved(document: Document, move: Movement) -> Said:
    labels = [str(row.label) for row in find_rows(document.direction, move.action)]
    labels += [str(row.label) for row in find_part_rows(move.action)]
    return Said(move.at, move.by_name, "", move.text, what=labels[0] if labels else "")


def _in_order(said: list[Said]) -> list[Said]:
    return sorted(said, key=lambda one: one.at)
