"""Reading dated facts of a month: for who keeps the figures, and one's own leave for oneself."""

from typing import TypeVar

from django.db.models import QuerySet

from mailsvc.base.errors import NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Person
from mailsvc.payroll.models import Declaration, Leave, Outage
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import first_day, next_first_day

_Fact = TypeVar("_Fact", Leave, Outage)


def list_leaves(actor: Actor, ym: int) -> list[Leave]:
    """Leave that touches the month, oldest first; Forbidden to who does not keep the figures."""
    require_keeper(actor)
    return list(_within(Leave.objects.select_related("person"), ym))


def list_outages(actor: Actor, ym: int) -> list[Outage]:
    """Outages that touch the month; Forbidden to who does not keep the figures."""
    require_keeper(actor)
    return list(_within(Outage.objects.select_related("agency"), ym))


def list_declarations(actor: Actor, ym: int) -> list[Declaration]:
    """Headcounts declared for the month; Forbidden to who does not keep the figures."""
    require_keeper(actor)
    rows = Declaration.objects.filter(ym=ym).select_related("agency")
    return list(rows.order_by("agency__sort_key"))


def list_own_leaves(actor: Actor, ym: int) -> list[Leave]:
    """The actor's own leave that touches the month."""
    if actor.person_pk is None:
        return []
    return list(_within(Leave.objects.filter(person_id=actor.person_pk), ym))


def get_person(actor: Actor, payroll_number: str) -> Person:
    """Who has the number; Forbidden to who does not keep the figures, NotFound."""
    require_keeper(actor)
    found = Person.objects.filter(payroll_number=clean_line(payroll_number)).first()
    if found is None:
        raise NotFound("payroll_person", "Không có người mang số hiệu này.")
    return found


def _within(facts: QuerySet[_Fact], ym: int) -> QuerySet[_Fact]:
    return facts.filter(begins_on__lt=next_first_day(ym), ends_on__gte=first_day(ym))
