"""What the lists of an agency hold on a day, and any own entry by its pk."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from docflow.catalogue.models import OwnItem
from docflow.rules.circulation import list_circulations
from docflow.rules.kinds import DocType, choices, find_type, incoming_choices
from docflow.rules.own import ListKind, OwnEntry

Choices = list[tuple[str, str]]


def load_entry(pk: int) -> OwnEntry | None:
    """The loader of docflow.rules.own."""
    return next((entry_of(item) for item in OwnItem.objects.filter(pk=pk)), None)


def entry_of(item: OwnItem) -> OwnEntry:
    return OwnEntry(item.code, item.kind, item.name, item.abbr)


def list_items(agency_pk: int) -> list[OwnItem]:
    """All of an agency's entries, ended ones last."""
    rows = OwnItem.objects.filter(agency_id=agency_pk, withdrawn_at__isnull=True)
    return sorted(rows, key=lambda item: (item.valid_to is not None, item.name))


def offers(agency_pk: int, kind: ListKind, code: str, *, on: date) -> bool:
    """True when the code is an own entry of the agency that is valid on the day."""
    pk = code.rpartition("-")[2]
    rows = OwnItem.objects.filter(_on(on), agency_id=agency_pk, kind=kind, pk=pk)
    return rows.exists()


def drafted_types(agency_pk: int, *, on: date) -> Choices:
    """Types a draft of the agency may have: the decree's, then its own."""
    return [*choices(), *_own(_valid(agency_pk, on), ListKind.TYPE)]


def incoming_types(agency_pk: int, *, on: date) -> Choices:
    """Types that are registered: also legal ones and those of before 2020."""
    return [*incoming_choices(), *_own(_valid(agency_pk, on), ListKind.TYPE)]


def own_types(agency_pk: int, *, on: date) -> list[DocType]:
    """The agency's own types of a day, as the decree's are known."""
    valid = _valid(agency_pk, on)
    return [find_type(item.code) for item in valid if item.kind == ListKind.TYPE]


def all_type_choices(agency_pk: int | None) -> Choices:
    """Every type a document of the agency may bear, ended ones too: to search by."""
    own = [] if agency_pk is None else list_items(agency_pk)
    return [*incoming_choices(), *_own(own, ListKind.TYPE)]


def marks_and_fields(agency_pk: int, *, on: date) -> tuple[Choices, Choices]:
    """Circulation marks, and the agency's fields, in one query."""
    valid = _valid(agency_pk, on)
    marks = [(one.code, one.name) for one in list_circulations()]
    return [*marks, *_own(valid, ListKind.CIRCULATION)], _own(valid, ListKind.FIELD)


def _on(day: date) -> Q:
    """Valid on the day, the last one included."""
    is_there = Q(withdrawn_at__isnull=True, valid_from__lte=day)
    return is_there & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _valid(agency_pk: int, on: date) -> list[OwnItem]:
    return list(OwnItem.objects.filter(_on(on), agency_id=agency_pk))


def _own(items: Iterable[OwnItem], kind: ListKind) -> Choices:
    return [(item.code, item.name) for item in items if item.kind == kind]
