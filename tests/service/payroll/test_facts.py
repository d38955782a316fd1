"""Leave, outages and declared headcounts change what counts, and only by those who may."""

from datetime import date

import pytest

from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.payroll import files, services
from mailsvc.payroll import selectors as facts
from mailsvc.payroll.models import Declaration, Leave, Outage
from mailsvc.usage import rollup, selectors
from mailsvc.usage.bits import bits_of
from mailsvc.usage.closing import list_closings
from mailsvc.usage.figures import AgencyLine
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


@pytest.fixture
def keeper() -> Actor:
    return factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), Role.STATISTICIAN).actor


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency("STC", "Sở Tài chính")


def line() -> AgencyLine:
    rollup.fill(NOVEMBER)
    (found,) = [one for one in selectors.adoption_report(NOVEMBER).agencies if one.code == "STC"]
    return found


def leave(actor: Actor, person, first: int, last: int, document: str = "Giấy 12/GNP") -> Leave:
    return services.enter_leave(
        actor,
        person=person,
        begins_on=date(2009, 11, first),
        ends_on=date(2009, 11, last),
        reason=Leave.Reason.ANNUAL,
        document=document,
    )


def test_leave_shortens_the_month_and_taking_it_back_lengthens_it(
    keeper: Actor, agency: Agency
) -> None:
    (person,) = make_people(agency, 1)
    open_account(person)
    # Ten of the first ten working days: not half of 21, but half of 16.
    merge_month(NOVEMBER, {person.pk: MonthBits(bits_of(WORKING[:10]), bits_of(WORKING[:2]))})
    assert line().figures.regular == 0
    entered = leave(keeper, person, 23, 27)
    leave(keeper, person, 16, 16)
    assert (line().figures.regular, line().figures.adjusted) == (0, 1)
    merge_month(NOVEMBER, {person.pk: MonthBits(read=bits_of([date(2009, 11, 17)]))})
    assert line().figures.regular == 1
    services.remove_leave(keeper, pk=entered.pk)
    assert line().figures.regular == 1
    assert line().figures.adjusted == 1, "the other leave stays"


def test_somebody_away_for_the_month_is_in_neither_number(keeper: Actor, agency: Agency) -> None:
    person, _ = make_people(agency, 2)
    leave(keeper, person, 1, 30)
    assert (line().figures.eligible, line().figures.short_service) == (1, 1)


def test_leave_over_two_months_tells_both(keeper: Actor, agency: Agency) -> None:
    (person,) = make_people(agency, 1)
    services.enter_leave(
        keeper,
        person=person,
        begins_on=date(2009, 12, 28),
        ends_on=date(2010, 1, 3),
        reason=Leave.Reason.STUDY,
        document="QĐ 7/QĐ-SNV",
    )
    months = {row.ym: row.absent_days for row in person.availabilities.all()}
    assert months == {200912: 0b1111 << 27, 201001: 0b111}


def test_an_outage_counts_against_nobody(keeper: Actor, agency: Agency) -> None:
    (person,) = make_people(agency, 1)
    open_account(person)
    worked = WORKING[:10] + WORKING[15:16]
    merge_month(NOVEMBER, {person.pk: MonthBits(bits_of(worked[:10]), bits_of(worked[:2]))})
    outage = services.enter_outage(
        keeper,
        agency=agency,
        begins_on=date(2009, 11, 23),
        ends_on=date(2009, 11, 25),
        source="VNPT Điện Biên báo",
    )
    assert line().cut_off_days == bits_of([date(2009, 11, d) for d in (23, 24, 25)])
    assert "outage" in line().flags
    services.remove_outage(keeper, pk=outage.pk)
    assert line().cut_off_days == 0


def test_a_larger_declared_headcount_is_the_denominator(keeper: Actor, agency: Agency) -> None:
    make_people(agency, 10)
    services.declare(
        keeper,
        agency=agency,
        ym=NOVEMBER,
        count=14,
        declared_by="Lò Văn Pản",
        declared_on=date(2009, 12, 1),
    )
    assert (line().figures.eligible, line().figures.on_payroll) == (14, 10)
    assert line().source == "declared"


def test_papers_names_and_periods_are_asked_for(keeper: Actor, agency: Agency) -> None:
    (person,) = make_people(agency, 1)
    with pytest.raises(Invalid):
        leave(keeper, person, 2, 3, document=" \r\n\0 ")
    with pytest.raises(Invalid):
        leave(keeper, person, 9, 3)
    with pytest.raises(Invalid):
        services.declare(
            keeper,
            agency=agency,
            ym=NOVEMBER,
            count=0,
            declared_by="Pản",
            declared_on=date(2009, 12, 1),
        )
    with pytest.raises(NotFound):
        services.remove_leave(keeper, pk=999)
    assert not Leave.objects.exists() and not Declaration.objects.exists()


def test_nobody_else_may_take_days_off(agency: Agency) -> None:
    (person,) = make_people(agency, 1)
    leader = factories.make_member(agency, Role.LEADER).actor
    with pytest.raises(Forbidden):
        leave(leader, person, 2, 3)
    with pytest.raises(Forbidden):
        services.enter_outage(
            leader,
            agency=agency,
            begins_on=date(2009, 11, 2),
            ends_on=date(2009, 11, 2),
            source="x",
        )
    assert not Leave.objects.exists() and not Outage.objects.exists()


def test_a_declared_headcount_is_withdrawn_and_the_payroll_counts_again(
    keeper: Actor, agency: Agency
) -> None:
    make_people(agency, 10)
    made = services.declare(
        keeper,
        agency=agency,
        ym=NOVEMBER,
        count=14,
        declared_by="Lò Văn Pản",
        declared_on=date(2009, 12, 1),
    )
    assert line().figures.eligible == 14
    services.withdraw_declaration(keeper, pk=made.pk)
    assert line().figures.eligible == 10
    with pytest.raises(NotFound):
        services.withdraw_declaration(keeper, pk=made.pk)


@pytest.mark.parametrize("role", [Role.LEADER, Role.CLERK, Role.OFFICER])
def test_nobody_else_reads_the_facts(agency: Agency, role: Role) -> None:
    actor = factories.make_member(agency, role).actor
    for read in (
        lambda: facts.list_leaves(actor, NOVEMBER),
        lambda: facts.list_outages(actor, NOVEMBER),
        lambda: facts.list_declarations(actor, NOVEMBER),
        lambda: facts.get_person(actor, "DB00001"),
        lambda: services.withdraw_declaration(actor, pk=1),
        lambda: list_closings(actor, today=date(2009, 12, 9)),
        lambda: files.get_file(actor, pk=1),
        lambda: files.summarize(actor, pk=1),
    ):
        with pytest.raises(Forbidden):
            read()
    assert facts.list_own_leaves(actor, NOVEMBER) == []
