"""Reading registers; what a person sees goes through `visible_to`."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from docflow.documents.access import visible_to, working_agencies
from docflow.documents.models import Document
from docflow.documents.paging import Page, page_of
from docflow.register.consistency import check_series
from docflow.register.models import NumberSeries, Register, RegisterEntry
from docflow.rules.kinds import find_type
from docflow.rules.numbers import series_key
from docflow.search.engine import matching
from mailsvc.directory.actor import Actor


@dataclass(frozen=True)
class RegisterCheck:
    """Kiểm tra sổ: how many faults of each kind; a sound register shows 0/0/0."""

    missing: int
    repeated: int
    out_of_order: int


def list_years(actor: Actor, *, direction: str) -> list[int]:
    """Years with a register that holds something the actor may see, newest first."""
    registers = Register.objects.filter(
        pk__in=_entries(actor, direction).values("series__register")
    )
    return sorted(set(registers.values_list("year", flat=True)), reverse=True)


def list_entries(
    actor: Actor, *, direction: str, year: int, text: str = "", state: str = "", page: int = 1
) -> Page[RegisterEntry]:
    """A page of the register, newest number first; void lines stand too."""
    seen = matching(visible_to(actor), text)
    if state:
        seen = seen.filter(state=state)
    rows = (
        RegisterEntry.objects.filter(document__in=seen)
        .filter(series__register__direction=direction, series__register__year=year)
        .select_related("document", "document__unit", "document__author", "series")
        .order_by("-entered_on", "-number", "series")
    )
    return page_of(rows, page)


def preview_next(agency_pk: int, *, direction: str, doc_type: str, today: date) -> int:
    """The number "dự kiến": nothing is reserved by looking."""
    series = NumberSeries.objects.filter(
        register__agency_id=agency_pk,
        register__direction=direction,
        register__year=today.year,
        key=series_key(direction, find_type(doc_type)),
    ).first()
    return series.last_number + 1 if series else 1


def find_entry(document: Document) -> RegisterEntry | None:
    """The document's line in force: its số đến or số đi."""
    return RegisterEntry.objects.filter(document=document, state=RegisterEntry.State.ACTIVE).first()


def check_register(actor: Actor, *, direction: str, year: int) -> RegisterCheck:
    """Missing, repeated and out-of-order numbers of the actor's own agency's register."""
    series = NumberSeries.objects.filter(
        register__agency_id__in=working_agencies(actor),
        register__direction=direction,
        register__year=year,
    )
    faults = [check_series(one) for one in series]
    return RegisterCheck(
        missing=sum(len(fault.missing) for fault in faults),
        repeated=sum(len(fault.repeated) for fault in faults),
        out_of_order=sum(len(fault.out_of_order) for fault in faults),
    )


def _entries(actor: Actor, direction: str) -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.filter(
        document__in=visible_to(actor), series__register__direction=direction
    )
