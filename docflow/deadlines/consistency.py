"""T1 and T3 of docs/ARCHITECTURE.md; T2 is a constraint of the table."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import F

from docflow.deadlines.models import Extension
from docflow.routing.models import Assignment
from docflow.rules.parts import OPEN


def find_faults() -> Iterator[str]:
    """One line a fault, none when sound."""
    return chain(_granted(), _inner())


def _granted() -> Iterator[str]:
    """T1: a part is not due before the last day that was granted."""
    broken = Extension.objects.filter(
        state=Extension.State.GRANTED, part__state__in=OPEN, part__due_on__lt=F("granted_on")
    )
    for pk in broken.values_list("part_id", flat=True):
        yield f"T1 assignment {pk}: due before the day that was granted"


def _inner() -> Iterator[str]:
    """T3: within a unit nothing is due after the unit's own deadline."""
    late = Assignment.objects.filter(
        state__in=OPEN, parent__state__in=OPEN, due_on__gt=F("parent__due_on")
    )
    for pk in late.values_list("pk", flat=True):
        yield f"T3 assignment {pk}: due after its unit's own deadline"
