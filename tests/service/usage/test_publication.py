"""Publishing months: locked once, revised with a reason, by those who may; new definitions."""

from datetime import date

import pytest
from django.db import connection

from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.usage import consistency, publication, rollup, selectors
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import AgencyMonth, Definition, DirtyPeriod, Snapshot, SnapshotRow
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING[:5]))


@pytest.fixture
def agency() -> Agency:
    agency = factories.make_agency()
    people = make_people(agency, 30)
    for person in people[:7]:
        open_account(person)
    merge_month(NOVEMBER, {person.pk: HABIT for person in people[:6]})
    return agency


@pytest.fixture
def statistician(agency: Agency) -> Actor:
    return factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), Role.STATISTICIAN).actor


def late_fact(agency: Agency) -> None:
    """The seventh was regular too: his bits come from a server that was restored late."""
    late = agency.posts.order_by("pk")[6].person_id
    merge_month(NOVEMBER, {late: HABIT})


def shown() -> str:
    return selectors.adoption_report(NOVEMBER).total.share_text


def test_t20_a_locked_month_does_not_move_with_late_facts(
    agency: Agency, statistician: Actor
) -> None:
    publication.publish(statistician, ym=NOVEMBER)
    before = selectors.adoption_report(NOVEMBER)
    assert (before.is_provisional, before.revision) == (False, 0)
    late_fact(agency)
    rollup.run_fill()
    assert selectors.adoption_report(NOVEMBER) == before
    assert DirtyPeriod.objects.filter(ym=NOVEMBER).exists()
    publication.revise(statistician, ym=NOVEMBER, reason="Máy chủ huyện khôi phục muộn")
    after = selectors.adoption_report(NOVEMBER)
    assert [(one.number, one.regular) for one in after.revisions] == [(0, 6), (1, 7)]
    assert after.revisions[1].reason == "Máy chủ huyện khôi phục muộn"
    assert after.total.regular == 7
    assert not DirtyPeriod.objects.filter(ym=NOVEMBER).exists()
    assert consistency.find_problems() == []


def test_t24_a_new_definition_leaves_the_rows_of_the_old_as_they_are(
    agency: Agency, statistician: Actor
) -> None:
    publication.publish(statistician, ym=NOVEMBER)
    rows = list(SnapshotRow.objects.order_by("pk").values())
    counted = list(AgencyMonth.objects.order_by("pk").values())
    first = Definition.objects.get(code="TX-1")
    stricter = Definition.objects.get(code="TX-1")
    stricter.pk, stricter.share_over, stricter.share_under = "TX-2", 99, 100
    stricter.valid_from = date(2010, 1, 1)
    stricter.save(force_insert=True)
    rollup.backcast(stricter, NOVEMBER)
    assert list(SnapshotRow.objects.order_by("pk").values()) == rows
    assert list(AgencyMonth.objects.exclude(definition=stricter).order_by("pk").values()) == counted
    report = selectors.adoption_report(NOVEMBER)
    assert (report.definition, report.is_backcast) == (first.code, False)
    again = selectors.adoption_report(NOVEMBER, definition="TX-2")
    assert (again.definition, again.is_backcast, again.total.regular) == ("TX-2", True, 6)


def test_a_month_is_locked_once(agency: Agency, statistician: Actor) -> None:
    publication.publish(statistician, ym=NOVEMBER)
    with pytest.raises(Conflict):
        publication.publish(statistician, ym=NOVEMBER)
    assert Snapshot.objects.filter(definition="TX-1").count() == 1


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.LEADER, Role.CLERK])
def test_only_the_statistics_officer_publishes(agency: Agency, role: Role) -> None:
    actor = factories.make_member(agency, role).actor
    for act in (
        lambda: publication.publish(actor, ym=NOVEMBER),
        lambda: publication.revise(actor, ym=NOVEMBER, reason="thử"),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not Snapshot.objects.exists()


def test_a_revision_wants_a_reason_a_locked_month_and_a_change(
    agency: Agency, statistician: Actor
) -> None:
    with pytest.raises(Conflict):
        publication.revise(statistician, ym=NOVEMBER, reason="chưa chốt")
    publication.publish(statistician, ym=NOVEMBER)
    with pytest.raises(Invalid):
        publication.revise(statistician, ym=NOVEMBER, reason=" \r\n ")
    with pytest.raises(Conflict):
        publication.revise(statistician, ym=NOVEMBER, reason="không có gì đổi")
    assert Snapshot.objects.filter(definition="TX-1").count() == 1


def test_a_month_that_is_not_over_is_not_locked(agency: Agency, statistician: Actor) -> None:
    with pytest.raises(Conflict):
        publication.publish(statistician, ym=209912)


def test_the_fifth_working_day_of_the_next_month_is_the_last_provisional_one() -> None:
    assert publication.closing_day(NOVEMBER) == date(2009, 12, 7)
    # 29/1 to 1/2/2010: Friday, weekend, Monday.
    assert publication.closing_day(201001) == date(2010, 2, 5)


def test_the_system_publishes_what_is_due_and_nothing_twice(agency: Agency) -> None:
    rollup.fill(NOVEMBER)
    publication.run_publish()
    publication.run_publish()
    assert Snapshot.objects.filter(definition="TX-1").count() == 1
    assert Snapshot.objects.filter(definition="TX-1").get().published_by == SYSTEM.address


def test_a_published_row_that_is_altered_is_found(agency: Agency, statistician: Actor) -> None:
    publication.publish(statistician, ym=NOVEMBER)
    SnapshotRow.objects.filter(snapshot__definition="TX-1", regular=6).update(regular=5)
    assert consistency.find_problems() == ["U3 TX-1 200911 r0"]


def test_a_fact_that_came_past_our_services_is_noticed(agency: Agency, statistician: Actor) -> None:
    publication.publish(statistician, ym=NOVEMBER)
    assert publication.find_moved_inputs() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE usage_personmonth SET read_days = read_days | 1")
    assert publication.find_moved_inputs() == [NOVEMBER]
    reasons = DirtyPeriod.objects.filter(ym=NOVEMBER).values_list("reason", flat=True)
    assert DirtyPeriod.Reason.INPUTS in reasons
