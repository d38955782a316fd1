"""The one-number page: what each reader sees of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.usage import rollup
from mailsvc.usage.bits import bits_of
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

pytestmark = pytest.mark.django_db

URL = "/thong-ke/"
HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING[:5]))


def make_office(
    code: str, name: str, *, staff: int, regular: int, tier: str = "province"
) -> Agency:
    """An agency with so many people, so many of them regular in November 2009."""
    agency = factories.make_agency(code, name, tier=tier)
    people = make_people(agency, staff)
    for person in people[:regular]:
        open_account(person)
    merge_month(NOVEMBER, {person.pk: HABIT for person in people[:regular]})
    return agency


@pytest.fixture
def offices() -> dict[str, Agency]:
    made = {
        "STTTT": make_office("STTTT", "Sở Thông tin và Truyền thông", staff=12, regular=6),
        "STC": make_office("STC", "Sở Tài chính", staff=20, regular=3),
        "SNV": make_office("SNV", "Sở Nội vụ", staff=11, regular=1),
        "TC": make_office("TC", "Huyện Tủa Chùa", staff=15, regular=0, tier="district"),
    }
    rollup.fill(NOVEMBER)
    return made


@pytest.fixture
def look(client: Client) -> Callable[..., str]:
    """The page as somebody with this role in this agency sees it."""

    def page(agency: Agency, role: Role = Role.OFFICER, query: str = "") -> str:
        # Hired after the month, so that the reader is not in its figures.
        person = factories.make_person("Sùng Thị Mỷ")
        directory.create_post(
            SYSTEM,
            person=person,
            agency=agency,
            unit=None,
            title="Chuyên viên",
            role=role,
            valid_from=date(2009, 12, 1),
        )
        account = directory.create_account(
            SYSTEM, address=f"doc{person.pk}@x.example", person=person, password=None
        )
        client.force_login(account, backend="webui.shared.login.DirectoryBackend")
        response = client.get(URL + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return page


def test_stranger_is_sent_to_the_log_in(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_without_any_month_the_page_says_what_will_come(look: Callable[..., str]) -> None:
    assert "Chưa có tháng nào được tổng hợp" in look(factories.make_agency())


def test_the_one_number_with_its_fraction_target_and_tiers(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    page = look(offices["STC"])
    assert '<div class="big">17%</div>' in page
    assert "10 / 58 người · tháng 11/2009" in page
    assert "chỉ tiêu năm 2009: 20% (QĐ 48/2009/QĐ-TTg)" in page
    assert "còn thiếu 2 người" in page
    assert '<td class="r">23%</td><td class="r">10 / 43</td>' in page
    assert '<td class="r">&lt;10%</td><td class="r">0 / 15</td>' in page


def test_an_officer_sees_his_agency_in_figures_and_the_others_as_bands(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    page = look(offices["STC"])
    assert "3 / 20" in page
    assert "6 / 12" not in page
    assert "1 / 11" not in page
    assert "đạt chỉ tiêu" in page
    assert "chưa đạt" in page


@pytest.mark.parametrize("role", [Role.LEADER, Role.STATISTICIAN])
def test_a_leader_and_the_statistics_officer_see_every_agency(
    offices: dict[str, Agency], look: Callable[..., str], role: Role
) -> None:
    page = look(offices["STC"], role)
    assert "6 / 12" in page
    assert "1 / 11" in page


def test_a_clerk_of_another_agency_sees_bands_only(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    page = look(offices["TC"], Role.CLERK)
    assert "3 / 20" not in page


def test_a_small_agency_is_hidden_from_leaders_too(look: Callable[..., str]) -> None:
    small = make_office("BDT", "Ban Dân tộc", staff=9, regular=2)
    make_office("STC", "Sở Tài chính", staff=20, regular=3)
    make_office("SNV", "Sở Nội vụ", staff=11, regular=1)
    rollup.fill(NOVEMBER)
    page = look(small, Role.LEADER)
    assert "2 / 9" not in page
    assert "1 / 11" not in page
    assert "3 / 20" in page


def test_a_month_may_be_asked_for(offices: dict[str, Agency], look: Callable[..., str]) -> None:
    rollup.fill(200912)
    assert "tháng 12/2009" in look(offices["STC"])
    assert "tháng 11/2009" in look(offices["STC"], query="?thang=2009-11")


@pytest.mark.parametrize("query", ["?thang=2009-10", "?thang=abc", "?thang=2009-13", "?thang=%00"])
def test_a_month_that_is_not_there_is_not_found(
    offices: dict[str, Agency], look: Callable[..., str], client: Client, query: str
) -> None:
    look(offices["STC"])
    assert client.get(URL + query).status_code == 404


def test_the_trend_is_drawn_from_the_second_month_on(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    assert "<polyline" not in look(offices["STC"])
    rollup.fill(200912)
    page = look(offices["STC"])
    assert '<polyline class="rate" points="60,' in page
    assert "Từ 17% (tháng 11/2009) đến 0% (tháng 12/2009)" in page


def test_no_inline_style_and_no_script(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    page = look(offices["STC"])
    assert " style=" not in page
    assert "<script>" not in page


def test_the_page_takes_few_questions(
    offices: dict[str, Agency],
    look: Callable[..., str],
    client: Client,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    look(offices["STC"])
    with django_assert_max_num_queries(18):
        client.get(URL)
