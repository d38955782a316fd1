"""The roll-up: who is counted, where, and that doing it again changes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from mailsvc.base.errors import NotFound
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Agency, Post
from mailsvc.directory.roles import Role
from mailsvc.usage import consistency, reference, rollup, selectors
from mailsvc.usage.models import AgencyMonth, Definition, DirtyPeriod, FillState
from tests import factories
from tests.service.usage.support import (
    HIRED,
    NOVEMBER,
    WORKING,
    Capture,
    make_people,
    open_account,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


def report(ym: int = NOVEMBER) -> selectors.Report:
    rollup.fill(ym)
    assert consistency.find_problems() == []
    return selectors.adoption_report(ym)


def test_people_without_an_account_are_in_the_denominator(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    people = make_people(agency, 12)
    with django_capture_on_commit_callbacks(execute=True):
        work(open_account(people[0]), WORKING)
    assert report().total.share_text == "8% (1/12)"


def test_funnel_stages_are_nested(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    people = make_people(agency, 12)
    actors = [open_account(person) for person in people[:5]]
    with django_capture_on_commit_callbacks(execute=True):
        work(actors[0], WORKING)
        work(actors[1], WORKING[:3])
    stages = [stage.count for stage in report().funnel]
    assert stages == [12, 5, 5, 2, 2, 1]


@pytest.mark.parametrize(("days", "in_n"), [(9, 0), (10, 1)])
def test_joiner_with_nine_days_is_left_out_with_ten_he_counts(
    agency: Agency, days: int, in_n: int
) -> None:
    make_people(agency, 1, since=WORKING[-days])
    total = report().total
    assert (total.eligible, total.short_service) == (in_n, 1 - in_n)


def test_leaver_counts_until_the_day_he_leaves(agency: Agency) -> None:
    make_people(agency, 1, until=WORKING[10])
    make_people(agency, 1, until=WORKING[9])
    assert report().total.eligible == 1


def test_transfer_counts_once_where_most_days_were(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    other = factories.make_agency("STC", "Sở Tài chính")
    person = make_people(agency, 1, until=WORKING[8])[0]
    directory.create_post(
        SYSTEM,
        person=person,
        agency=other,
        unit=None,
        title="Chuyên viên",
        role=Role.OFFICER,
        valid_from=WORKING[8],
    )
    with django_capture_on_commit_callbacks(execute=True):
        work(open_account(person), WORKING)
    made = report()
    assert made.total.regular == made.total.eligible == 1
    assert {line.code: line.figures.eligible for line in made.agencies} == {"STC": 1}


def test_a_second_post_elsewhere_does_not_double(agency: Agency) -> None:
    other = factories.make_agency("STC", "Sở Tài chính")
    person = make_people(agency, 1)[0]
    directory.create_post(
        SYSTEM,
        person=person,
        agency=other,
        unit=None,
        title="Cán bộ thống kê",
        role=Role.STATISTICIAN,
        valid_from=HIRED,
        is_main=False,
    )
    assert report().total.eligible == 1


def test_two_people_of_one_name_are_two(agency: Agency) -> None:
    first, second = make_people(agency, 2)
    assert first.full_name == second.full_name
    assert report().total.eligible == 2


def test_sums_of_agencies_and_tiers_agree(agency: Agency) -> None:
    district = factories.make_agency("TC", "Huyện Tủa Chùa", tier="district")
    make_people(agency, 11)
    make_people(district, 13)
    made = report()
    assert sum(line.figures.eligible for line in made.agencies) == 24
    assert sum(line.figures.eligible for line in made.tiers) == made.total.eligible == 24
    assert [tier.code for tier in made.tiers] == ["province", "district"]


def test_filling_again_gives_the_same_rows_and_digest(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        work(open_account(make_people(agency, 1)[0]), WORKING)
    first = rollup.fill(NOVEMBER)
    assert rollup.fill(NOVEMBER).digest == first.digest
    assert AgencyMonth.objects.filter(definition="TX-1").count() == 1
    assert FillState.objects.filter(definition="TX-1").count() == 1


def test_small_group_and_its_smallest_sibling_are_hidden(agency: Agency) -> None:
    sizes = {"BDT": 9, "SNGV": 10, "STC": 60}
    for code, size in sizes.items():
        make_people(factories.make_agency(code, f"Cơ quan {code}"), size)
    hidden = {line.code for line in report().agencies if line.is_hidden}
    assert hidden == {"BDT", "SNGV"}


def test_a_contradiction_is_never_kept(agency: Agency) -> None:
    make_people(agency, 3)
    rollup.fill(NOVEMBER)
    Post.objects.update(valid_to=HIRED + timedelta(days=1))
    assert consistency.find_problems() == ["U1 200911: 3 counted, 0 on the payroll"]


def test_an_empty_month_has_no_figure(agency: Agency) -> None:
    assert report().total.share_text == "— (0/0)"
    assert selectors.find_latest_month(date(2009, 12, 1)) is None


def test_a_month_not_filled_is_not_found() -> None:
    with pytest.raises(NotFound):
        selectors.adoption_report(NOVEMBER)


def test_latest_month_is_the_last_that_is_over(agency: Agency) -> None:
    make_people(agency, 10)
    rollup.fill(NOVEMBER)
    rollup.fill(200912)
    assert selectors.find_latest_month(date(2009, 12, 31)) == NOVEMBER
    assert selectors.find_latest_month(date(2010, 1, 1)) == 200912


def test_run_fill_takes_every_dirty_month(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        work(open_account(make_people(agency, 1)[0]), [date(2009, 12, 31), date(2010, 1, 4)])
    rollup.run_fill()
    assert not DirtyPeriod.objects.exists()
    assert selectors.list_months() == [200912, 201001]


def test_reference_data_keeps_what_the_operator_changed() -> None:
    reference.load_reference()
    Definition.objects.filter(code="TX-1").update(name="Tên khác")
    reference.load_reference()
    assert Definition.objects.get(code="TX-1").name == "Tên khác"


def test_target_of_the_year_with_its_legal_basis(agency: Agency) -> None:
    make_people(agency, 10)
    target = report().target
    assert target is not None
    assert (target.percent, target.legal_basis) == (20, "QĐ 48/2009/QĐ-TTg")
    assert (target.is_reached, target.missing) == (False, 2)


def test_a_fill_that_stops_half_way_leaves_the_old_figures(agency: Agency) -> None:
    make_people(agency, 10)
    before = report()
    make_people(agency, 5)
    DirtyPeriod.objects.create(ym=NOVEMBER)

    def stop_at_insert(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT INTO usage_agencymonth" in sql:
            raise OperationalError("gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(stop_at_insert), pytest.raises(OperationalError):
        rollup.fill(NOVEMBER)
    assert selectors.adoption_report(NOVEMBER) == before
    assert DirtyPeriod.objects.filter(ym=NOVEMBER).exists()
    assert report().total.eligible == 15
