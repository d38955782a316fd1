"""The register pages of both directions: years, filter, rows, the check of the numbers."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.documents.paging import Page
from docflow.models import NumberHold, RegisterEntry
from docflow.register.consistency import RegisterCheck
from docflow.register.hold_selectors import list_holds_of
from docflow.register.selectors import check_register, find_receivers, list_entries, list_years
from docflow.rules.kinds import name_of_series
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.states import BEARING_NUMBERS, Direction, State
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from webui.documents.frame import page_number, render_page
from webui.documents.tags import Tag, document_tag
from webui.shared.http import WebRequest

_STATES = {
    Direction.IN: (
        State.REGISTERED,
        State.PRESENTED,
        State.DIRECTED,
        State.IN_PROGRESS,
        State.COMPLETED,
        State.NOTED,
        State.VOID,
    ),
    Direction.OUT: BEARING_NUMBERS,
}


@dataclass(frozen=True)
class HeldRow:
    """A number that is held, or was struck while held, in its place among the lines."""

    hold: NumberHold
    kind: str
    tag: Tag
    is_void: bool


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register as the page shows it: all it shows, so that it may be kept rendered.

    `said` is why it is void, or dated before the day it was written.
    """

    number: int
    entered_on: date
    document_pk: int
    symbol: str
    issuer: str
    issued_on: date | None
    kind: str
    subject: str
    signer_name: str
    receiver: str
    due_on: date | None
    tag: Tag
    stamp: str
    said: str
    is_void: bool


def show_register(request: WebRequest, direction: Direction, *, here: str) -> HttpResponse:
    """`?nam=` the year, `?q=` words without accents, `?tt=` a state, `?trang=` the page."""
    actor = request.actor
    years = list_years(actor, direction=direction) or [clock.today().year]
    year = _chosen_year(request, years)
    text = request.GET.get("q", "")[:200]
    state = _chosen_state(request, direction)
    page = list_entries(
        actor, direction=direction, year=year, text=text, state=state, page=page_number(request)
    )
    context: dict[str, object] = {
        "page": page,
        "rows": _rows(page) if text or state else _with_holds(actor, direction, year, page),
        "years": years,
        "year": year,
        "text": text,
        "state": state,
        "states": _STATES[direction],
        "book_name": "den" if direction == Direction.IN else "di",
        "check": _check(actor, direction, year),
        "title": _("Sổ văn bản đến") if direction == Direction.IN else _("Sổ văn bản đi"),
    }
    return render_page(request, f"{here}.html", context, here=here)


def _rows(page: Page[RegisterEntry]) -> list[RegisterRow]:
    receivers = find_receivers([entry.document for entry in page.rows])
    today = clock.today()
    return [
        _row(entry, document_tag(entry.document, today), receivers.get(entry.document_id, []))
        for entry in page.rows
    ]


def _with_holds(
    actor: Actor, direction: Direction, year: int, page: Page[RegisterEntry]
) -> "list[RegisterRow | HeldRow]":
    """The page's lines and, for who keeps the book, the numbers held between them."""
    rows: list[RegisterRow | HeldRow] = [*_rows(page)]
    first, last = (page.rows[0], page.rows[-1]) if page.rows else (None, None)
    for hold in list_holds_of(actor, direction=direction, year=year):
        key = (hold.held_on, hold.number)
        is_below = page.page > 1 and first and key > (first.entered_on, first.number)
        is_above = page.page < page.pages and last and key < (last.entered_on, last.number)
        if not is_below and not is_above:
            rows.append(_held_row(hold))
    return sorted(rows, key=_place_of, reverse=True)


def _held_row(hold: NumberHold) -> HeldRow:
    is_void = hold.state == NumberHold.State.VOID
    tag = Tag(_("hủy")) if is_void else Tag(str(hold.get_state_display()), "soon")
    return HeldRow(hold, name_of_series(hold.series.key), tag, is_void)


def _place_of(row: RegisterRow | HeldRow) -> tuple[date, int]:
    if isinstance(row, HeldRow):
        return (row.hold.held_on, row.hold.number)
    return (row.entered_on, row.number)


def _row(entry: RegisterEntry, tag: Tag, receivers: list[str]) -> RegisterRow:
    document = entry.document
    is_void = entry.state == RegisterEntry.State.VOID
    return RegisterRow(
        number=entry.number,
        entered_on=entry.entered_on,
        document_pk=document.pk,
        symbol=document.symbol,
        issuer=document.issuer,
        issued_on=document.issued_on,
        kind=document.type_name,
        subject=document.subject,
        signer_name=document.signer_name,
        receiver=_receiver(receivers),
        due_on=document.due_on,
        tag=Tag(_("hủy")) if is_void else tag,
        stamp=str(URGENCY_STAMP.get(document.urgency, "")),
        said=entry.reason if is_void else entry.remark,
        is_void=is_void,
    )


def _receiver(names: list[str]) -> str:
    """Đơn vị nhận, nơi nhận."""
    more = _(" và %d nơi nữa") % (len(names) - 2) if len(names) > 2 else ""
    return "; ".join(names[:2]) + more


def _check(actor: Actor, direction: Direction, year: int) -> RegisterCheck | None:
    """Those who answer for the register see whether it is sound."""
    if not (actor.has_role(Role.CLERK) or actor.has_role(Role.LEADER)):
        return None
    return check_register(actor, direction=direction, year=year)


def _chosen_year(request: WebRequest, years: list[int]) -> int:
    typed = request.GET.get("nam", "")
    return next((year for year in years if str(year) == typed), years[0])


def _chosen_state(request: WebRequest, direction: Direction) -> str:
    typed = request.GET.get("tt", "")
    return typed if typed in _STATES[direction] else ""
