"""An agency with people in it, for the statistics."""

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Protocol

from mailsvc.base import clock
from mailsvc.directory import services
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Account, Agency, Person
from mailsvc.directory.roles import Role
from mailsvc.usage import rules
from mailsvc.usage.services import UsageKind, record
from tests import factories

NOVEMBER = 200911
WORKING = rules.working_days(NOVEMBER)
HIRED = date(2009, 1, 1)


def at(day: date, hour: int = 9) -> datetime:
    """A local time of the day, as an aware instant."""
    return datetime.combine(day, time(hour), clock.VIETNAM)


def make_people(
    agency: Agency, count: int, *, since: date = HIRED, until: date | None = None
) -> list[Person]:
    """People on the agency's payroll, without accounts."""
    people = [factories.make_person("Lò Văn Pản") for _ in range(count)]
    for person in people:
        services.create_post(
            SYSTEM,
            person=person,
            agency=agency,
            unit=None,
            title="Chuyên viên",
            role=Role.OFFICER,
            valid_from=since,
            valid_to=until,
        )
    return people


def open_account(person: Person) -> Actor:
    """An account that existed before the month."""
    account = services.create_account(
        SYSTEM, address=f"p{person.pk}@stttt.dienbien.example", person=person, password=None
    )
    made = at(HIRED)
    Account.objects.filter(pk=account.pk).update(created_at=made, first_login_at=made)
    return Actor(account.pk, person.pk, account.address, person.full_name)


def work(actor: Actor, days: list[date]) -> None:
    """Read and send on each of the days."""
    for day in days:
        record(actor, UsageKind.READ, at=at(day))
        record(actor, UsageKind.WRITE, at=at(day) + timedelta(minutes=5))


class Capture(Protocol):
    """pytest-django's fixture of that name."""

    def __call__(self, *, execute: bool) -> AbstractContextManager[object]: ...
