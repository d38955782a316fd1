"""A new version of the definition: a series of its own from a month on, the old one untouched."""

from dataclasses import replace
from datetime import date

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.usage import closing, consistency, history, publication, rollup, selectors, versions
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import AgencyMonth, Definition, DirtyPeriod, FillState, SnapshotRow
from mailsvc.usage.rules import MonthBits, working_days
from mailsvc.usage.services import merge_month
from mailsvc.usage.versions import NewVersion
from tests import factories
from tests.service.usage.support import NOVEMBER, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

DECEMBER, JANUARY = 200912, 201001
STRICTER = NewVersion(
    name="Thường xuyên, mức cao",
    share=80,
    min_weeks=4,
    min_outgoing_days=5,
    min_available_days=10,
    first_ym=JANUARY,
    legal_basis="QĐ 77/QĐ-UBND ngày 20/12/2009",
)


def habit(ym: int, days: int) -> MonthBits:
    """So many working days of the month with reading and sending."""
    worked = bits_of(working_days(ym)[:days])
    return MonthBits(read=worked, write=worked)


@pytest.fixture
def agency() -> Agency:
    """Of thirty, ten are there nearly every day, ten more just often enough for TX-1."""
    agency = factories.make_agency()
    people = make_people(agency, 30)
    for person in people[:20]:
        open_account(person)
    for ym in (NOVEMBER, DECEMBER, JANUARY):
        merge_month(ym, {person.pk: habit(ym, 19) for person in people[:10]})
        merge_month(ym, {person.pk: habit(ym, 13) for person in people[10:20]})
    return agency


@pytest.fixture
def statistician(agency: Agency) -> Actor:
    return factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), Role.STATISTICIAN).actor


@pytest.fixture
def january(statistician: Actor) -> None:
    """November and December are published, January is counted and open."""
    rollup.run_fill()
    for ym in (NOVEMBER, DECEMBER):
        publication.publish(SYSTEM, ym=ym)


def shares(code: str = "") -> dict[int, str]:
    months = selectors.list_months()
    reports = {ym: selectors.adoption_report(ym, definition=code) for ym in months}
    return {ym: report.total.share_text for ym, report in reports.items()}


@pytest.mark.usefixtures("january")
def test_a_new_series_begins_and_is_counted_back_beside_the_old(statistician: Actor) -> None:
    locked = list(SnapshotRow.objects.order_by("pk").values())
    counted = AgencyMonth.objects.filter(definition="TX-1", ym__lt=JANUARY).order_by("pk")
    old = list(counted.values())
    made = versions.publish_version(statistician, asked=STRICTER)
    assert (made.code, made.valid_from) == ("TX-2", date(2010, 1, 1))
    assert set(made.variants.values_list("code", flat=True)) == {"TX-2-NHE", "TX-2-CHAT"}
    assert DirtyPeriod.objects.filter(ym=JANUARY, reason="rule").exists()
    rollup.run_fill()
    assert list(SnapshotRow.objects.order_by("pk").values()) == locked
    assert list(counted.values()) == old
    assert rollup.list_missing_backcasts() == []
    points = selectors.list_trend(until=JANUARY)
    assert [(one.definition, one.figures.regular) for one in points] == [
        ("TX-1", 20),
        ("TX-1", 20),
        ("TX-2", 10),
    ]
    back = selectors.list_backcast(points)
    assert [(one.ym, one.figures.regular, one.is_backcast) for one in back] == [
        (NOVEMBER, 10, True),
        (DECEMBER, 10, True),
    ]
    assert consistency.find_problems() == []
    event = AuditEvent.objects.get(chain="usage", action="publish_definition")
    assert event.facts["legal_basis"] == STRICTER.legal_basis


@pytest.mark.usefixtures("january")
def test_each_month_stands_once_on_the_closing_list_and_revisions_stay_with_their_series(
    agency: Agency, statistician: Actor
) -> None:
    versions.publish_version(statistician, asked=STRICTER)
    rollup.run_fill()
    listed = closing.list_closings(statistician, today=clock.today())
    assert [one.ym for one in listed] == [JANUARY, DECEMBER, NOVEMBER]
    late = agency.posts.order_by("pk")[25].person_id
    merge_month(DECEMBER, {late: habit(DECEMBER, 19)})
    assert publication.find_moved_inputs() == [DECEMBER]
    revised = publication.revise(statistician, ym=DECEMBER, reason="Máy chủ khôi phục muộn")
    assert (revised.definition_id, revised.revision) == ("TX-1", 1)
    # What is counted back is never published.
    assert not SnapshotRow.objects.filter(snapshot__definition__code__startswith="TX-2").exists()
    assert shares("TX-2")[DECEMBER] == "35% (11/31)"
    assert publication.publish(statistician, ym=JANUARY).definition_id == "TX-2"
    assert consistency.find_problems() == []
    assert [one.ym for one in history.list_lifecycles(JANUARY)] == [NOVEMBER, DECEMBER, JANUARY]


@pytest.mark.usefixtures("january")
def test_trying_it_shows_real_months_and_keeps_nothing(statistician: Actor) -> None:
    before = (Definition.objects.count(), AgencyMonth.objects.count(), FillState.objects.count())
    tried = versions.try_version(statistician, asked=STRICTER)
    assert [(one.ym, one.now.regular, one.then.regular) for one in tried] == [
        (NOVEMBER, 20, 10),
        (DECEMBER, 20, 10),
        (JANUARY, 20, 10),
    ]
    after = (Definition.objects.count(), AgencyMonth.objects.count(), FillState.objects.count())
    assert after == before
    assert not AuditEvent.objects.filter(action="publish_definition").exists()


@pytest.mark.usefixtures("january")
def test_it_is_withdrawn_while_nothing_was_published_by_it(statistician: Actor) -> None:
    versions.publish_version(statistician, asked=STRICTER)
    rollup.run_fill()
    versions.withdraw_version(statistician, code="TX-2")
    rollup.run_fill()
    assert not Definition.objects.filter(code__startswith="TX-2").exists()
    assert {point.definition for point in selectors.list_trend(until=JANUARY)} == {"TX-1"}
    assert consistency.find_problems() == []
    versions.publish_version(statistician, asked=STRICTER)
    publication.publish(statistician, ym=JANUARY)
    with pytest.raises(Conflict, match="Đã công bố"):
        versions.withdraw_version(statistician, code="TX-2")
    with pytest.raises(Conflict, match="đi kèm hệ thống"):
        versions.withdraw_version(statistician, code="TX-1")
    with pytest.raises(NotFound):
        versions.withdraw_version(statistician, code="TX-1-NHE")


@pytest.mark.usefixtures("january")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first_ym": DECEMBER}, Conflict),
        ({"first_ym": 200901}, Invalid),
        ({"legal_basis": "theo yêu cầu"}, Invalid),
        ({"share": 0}, Invalid),
        ({"share": 101}, Invalid),
        ({"min_weeks": 6}, Invalid),
        ({"min_outgoing_days": -1}, Invalid),
        ({"min_available_days": 0}, Invalid),
        ({"share": 50, "min_weeks": 3, "min_outgoing_days": 2}, Invalid),
    ],
    ids=str,
)
def test_locked_months_limits_and_no_change_are_refused(
    statistician: Actor, change: dict[str, object], error: type[Exception]
) -> None:
    before = AuditEvent.objects.count()
    asked = replace(STRICTER, **change)
    for act in (versions.publish_version, versions.try_version):
        with pytest.raises(error):
            act(statistician, asked=asked)
    assert not Definition.objects.filter(code="TX-2").exists()
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.LEADER, Role.OFFICER])
def test_only_the_statistics_officer_says_what_regular_means(agency: Agency, role: Role) -> None:
    actor = factories.make_member(agency, role).actor
    for act in (
        lambda: versions.publish_version(actor, asked=STRICTER),
        lambda: versions.try_version(actor, asked=STRICTER),
        lambda: versions.withdraw_version(actor, code="TX-2"),
    ):
        with pytest.raises(Forbidden):
            act()
    if role == Role.SYSADMIN:
        assert [one.definition.code for one in versions.list_versions(actor)] == ["TX-1"]
    else:
        with pytest.raises(Forbidden):
            versions.list_versions(actor)
