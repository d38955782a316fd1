"""Names are taken from old months, numbers of a year stay together, the oldest rows go."""

from datetime import date

import pytest

from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Person
from mailsvc.directory.roles import Role
from mailsvc.usage import publication, retention, selectors
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import OldMonth, PersonMonth, YearKey
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING[:5]))


@pytest.fixture
def people() -> list[int]:
    made = make_people(factories.make_agency(), 12)
    for person in made[:3]:
        open_account(person)
    for ym in (200910, NOVEMBER, 200912):
        merge_month(ym, {person.pk: HABIT for person in made[:3]})
    return [person.pk for person in made]


def test_a_month_keeps_its_names_for_25_months(people: list[int]) -> None:
    assert retention.run_retention(today=date(2011, 11, 30)) == 0
    assert PersonMonth.objects.count() == 9
    assert retention.run_retention(today=date(2011, 12, 1)) == 1
    assert set(PersonMonth.objects.values_list("ym", flat=True)) == {NOVEMBER, 200912}
    assert OldMonth.objects.filter(ym=200910).count() == 3


def test_a_years_numbers_stay_together_and_lead_to_nobody(people: list[int]) -> None:
    retention.run_retention(today=date(2011, 12, 1))
    retention.run_retention(today=date(2012, 2, 1))
    by_month = [
        set(OldMonth.objects.filter(ym=ym).values_list("pseudonym", flat=True))
        for ym in (200910, NOVEMBER, 200912)
    ]
    assert by_month[0] == by_month[1] == by_month[2]
    assert not YearKey.objects.exists(), "with the year's last month its key is destroyed"
    assert not PersonMonth.objects.exists()
    fields = {field.name for field in OldMonth._meta.get_fields()}
    assert "person" not in fields


def test_the_oldest_rows_are_deleted(people: list[int]) -> None:
    retention.run_retention(today=date(2012, 2, 1))
    retention.run_retention(today=date(2014, 12, 1))
    assert set(OldMonth.objects.values_list("ym", flat=True)) == {NOVEMBER, 200912}


def test_published_figures_stay_as_they_were(people: list[int]) -> None:
    publication.publish(SYSTEM, ym=NOVEMBER)
    before = selectors.adoption_report(NOVEMBER)
    retention.run_retention(today=date(2020, 1, 1))
    assert selectors.adoption_report(NOVEMBER) == before
    officer = factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), Role.STATISTICIAN)
    with pytest.raises(Conflict):
        publication.revise(officer.actor, ym=NOVEMBER, reason="tính lại")
    assert publication.find_moved_inputs() == []


def test_generated_people_are_nobody(people: list[int]) -> None:
    Person.objects.update(is_generated=True)
    assert retention.run_retention(today=date(2020, 1, 1)) == 0
    assert PersonMonth.objects.count() == 9
