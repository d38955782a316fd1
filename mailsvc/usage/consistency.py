"""Invariants: U1 the sum of agencies = tier = province; U2 n ≤ reach ≤ accounts ≤ N; U3 what is
published is what was published."""

import hashlib
from collections.abc import Iterable

from django.db.models import F, Q, Sum
from django.forms.models import model_to_dict

from mailsvc.directory.models import Person
from mailsvc.usage.bits import first_day, next_first_day
from mailsvc.usage.models import (
    AgencyMonth,
    Definition,
    DirtyPeriod,
    FillState,
    Snapshot,
    SnapshotRow,
)
from mailsvc.usage.reference import get_headline


class Inconsistent(Exception):
    """A roll-up that contradicts itself is never kept."""


def find_problems() -> list[str]:
    """One line per broken invariant of any filled or published month."""
    waiting = set(DirtyPeriod.objects.values_list("ym", flat=True))
    published = set(Snapshot.objects.values_list("ym", flat=True))
    problems = []
    for state in FillState.objects.select_related("definition"):
        problems += find_month_problems(state.definition, state.ym, state.people)
        if state.ym not in waiting | published and state.definition == get_headline(state.ym):
            problems += _find_uncounted(state.ym)
    return problems + _find_altered()


def check_month(definition: Definition, ym: int, judged: int) -> None:
    """Raise `Inconsistent` when the month's rows break U1 or U2."""
    problems = find_month_problems(definition, ym, judged)
    if problems:
        raise Inconsistent("; ".join(problems))


def check_everybody(ym: int, judged: int) -> None:
    """U1: everybody with a main post is judged once; raise `Inconsistent` otherwise."""
    on_payroll = _count_payroll(ym)
    if judged != on_payroll:
        raise Inconsistent(f"U1 {ym}: {judged} counted, {on_payroll} on the payroll")


def find_month_problems(definition: Definition, ym: int, judged: int) -> list[str]:
    """What is wrong with one month's rows; `judged`: the people they were counted from."""
    rows = AgencyMonth.objects.filter(definition=definition, ym=ym)
    nested = (
        Q(regular__lte=F("outgoing" if definition.min_outgoing_days else "reached"))
        & Q(outgoing__lte=F("reached"))
        & Q(reached__lte=F("opened"))
        & Q(opened__lte=F("accounts"))
        & Q(accounts__lte=F("on_payroll"))
        & Q(on_payroll__lte=F("eligible"))
    )
    problems = [f"U2 {ym} agency {row.agency_id}" for row in rows.exclude(nested)]
    counted = rows.aggregate(n=Sum(F("on_payroll") + F("short_service")))["n"] or 0
    if counted != judged:
        problems.append(f"U1 {ym} {definition.code}: {counted} counted, {judged} judged")
    return problems


def rows_digest(rows: Iterable[SnapshotRow]) -> str:
    """SHA-256 over every column of published rows."""
    total = hashlib.sha256()
    for row in sorted(rows, key=lambda one: one.code):
        facts = model_to_dict(row, exclude=("id", "snapshot"))
        total.update(f"{sorted(facts.items())}\n".encode())
    return total.hexdigest()


def _find_uncounted(ym: int) -> list[str]:
    """A filled month that nothing waits for counts who is on the payroll now."""
    filled = FillState.objects.filter(ym=ym, definition__variant_of__isnull=True)
    # Of the versions of the figure the one in force; each judges the same people.
    others = Q(definition__is_headline=True) & ~Q(definition=get_headline(ym))
    filled = filled.exclude(others)
    counted = filled.aggregate(n=Sum("people"))["n"] or 0
    on_payroll = _count_payroll(ym)
    if counted == on_payroll:
        return []
    return [f"U1 {ym}: {counted} counted, {on_payroll} on the payroll"]


def _find_altered() -> list[str]:
    """U3: a published row that was changed afterwards."""
    return [
        f"U3 {snapshot}"
        for snapshot in Snapshot.objects.prefetch_related("rows")
        if rows_digest(snapshot.rows.all()) != snapshot.rows_digest
    ]


def _count_payroll(ym: int) -> int:
    """People with a main post on any day of the month, each once."""
    begin, end = first_day(ym), next_first_day(ym)
    held = Q(posts__is_main=True, posts__valid_from__lt=end) & (
        Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gt=begin)
    )
    return Person.objects.filter(held).distinct().count()
