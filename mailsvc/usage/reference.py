"""Definitions, targets and baselines as this release knows them: data, each with its source."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from mailsvc.directory.models import Tier
from mailsvc.usage.bits import first_day
from mailsvc.usage.models import Baseline, Definition, Target
from mailsvc.usage.rules import Terms

_DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Add the rows that are missing; what an operator changed stays."""
    for row in _read("definitions.csv"):
        code, base = row.pop("code"), row.pop("variant_of") or None
        Definition.objects.get_or_create(code=code, defaults={**row, "variant_of_id": base})
    for row in _read("targets.csv"):
        Target.objects.get_or_create(tier=None, year=int(row.pop("year")), defaults=row)
    for row in _read("baselines.csv"):
        ym, tier = int(row.pop("ym")), row.pop("tier") or None
        if tier is None or Tier.objects.filter(pk=tier).exists():
            Baseline.objects.get_or_create(ym=ym, tier_id=tier, defaults=row)


def list_definitions() -> list[Definition]:
    """Every definition there is; loads the reference data on first use."""
    found = list(Definition.objects.all())
    if not found:
        load_reference()
        found = list(Definition.objects.all())
    return found


def get_headline(ym: int, definitions: Iterable[Definition] = ()) -> Definition:
    """The definition whose figure is published for the month: the last one begun by then.

    A month before all of them is back-cast by the first. `definitions`: those read already.
    """
    headlines = [one for one in definitions or list_definitions() if one.is_headline]
    begun = [one for one in headlines if one.valid_from <= first_day(ym)]
    return begun[-1] if begun else headlines[0]


def terms_of(definition: Definition) -> Terms:
    """The definition's numbers, for the rules."""
    return Terms(
        share_over=definition.share_over,
        share_under=definition.share_under,
        min_weeks=definition.min_weeks,
        min_outgoing_days=definition.min_outgoing_days,
        min_available_days=definition.min_available_days,
        min_active_days=definition.min_active_days,
        outgoing_over=definition.outgoing_over,
        outgoing_under=definition.outgoing_under,
        slight_percent=definition.slight_percent,
    )


def _read(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
