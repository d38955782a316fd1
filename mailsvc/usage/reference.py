"""Definitions and targets as this release knows them: data, each with its source."""

import csv
from pathlib import Path

from django.db import transaction

from mailsvc.usage.models import Definition, Target
from mailsvc.usage.rules import Terms

CURRENT = "TX-1"
_DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Add the rows that are missing; what an operator changed stays."""
    for row in _read("definitions.csv"):
        Definition.objects.get_or_create(code=row.pop("code"), defaults=row)
    for row in _read("targets.csv"):
        Target.objects.get_or_create(tier=None, year=int(row.pop("year")), defaults=row)


def get_definition() -> Definition:
    """The definition in force; loads the reference data on first use."""
    found = Definition.objects.filter(code=CURRENT).first()
    if found is None:
        load_reference()
        found = Definition.objects.get(code=CURRENT)
    return found


def terms_of(definition: Definition) -> Terms:
    """The definition's numbers, for the pure rules."""
    return Terms(
        share_over=definition.share_over,
        share_under=definition.share_under,
        min_weeks=definition.min_weeks,
        min_outgoing_days=definition.min_outgoing_days,
        min_available_days=definition.min_available_days,
    )


def _read(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
