"""Invariants: U1 the sum of agencies = tier = province; U2 n ≤ reach ≤ accounts ≤ N."""

from datetime import date

from django.db.models import F, Q, Sum

from mailsvc.directory.models import Person
from mailsvc.usage.bits import first_day, next_first_day
from mailsvc.usage.models import AgencyMonth, Definition, FillState


class Inconsistent(Exception):
    """A roll-up that contradicts itself is never kept."""


def find_problems() -> list[str]:
    """One line per broken invariant of any filled month."""
    states = FillState.objects.select_related("definition")
    return [line for state in states for line in find_month_problems(state.definition, state.ym)]


def check_month(definition: Definition, ym: int) -> None:
    """Raise `Inconsistent` when the month's rows break U1 or U2."""
    problems = find_month_problems(definition, ym)
    if problems:
        raise Inconsistent("; ".join(problems))


def find_month_problems(definition: Definition, ym: int) -> list[str]:
    """What is wrong with one month's rows."""
    rows = AgencyMonth.objects.filter(definition=definition, ym=ym)
    nested = (
        Q(regular__lte=F("outgoing"))
        & Q(outgoing__lte=F("reached"))
        & Q(reached__lte=F("opened"))
        & Q(opened__lte=F("accounts"))
        & Q(accounts__lte=F("eligible"))
    )
    problems = [f"U2 {ym} agency {row.agency_id}" for row in rows.exclude(nested)]
    counted = rows.aggregate(n=Sum(F("eligible") + F("short_service")))["n"] or 0
    on_payroll = _count_payroll(first_day(ym), next_first_day(ym))
    if counted != on_payroll:
        problems.append(f"U1 {ym}: {counted} counted, {on_payroll} on the payroll")
    return problems


def _count_payroll(begin: date, end: date) -> int:
    """People with a main post on any day of the month, each once."""
    held = Q(posts__is_main=True, posts__valid_from__lt=end) & (
        Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gt=begin)
    )
    return Person.objects.filter(held).distinct().count()
