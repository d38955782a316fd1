"""The other views of a month: trend, league, funnel, cohorts, lifecycle, data quality."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from mailsvc.base import clock
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Agency
from mailsvc.directory.posts import merge_agency
from mailsvc.directory.roles import Role
from mailsvc.usage import rollup, rules
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import AgencyFacts, CohortMonth, PersonMonth
from mailsvc.usage.reference import get_headline
from mailsvc.usage.services import merge_month, set_cut_off_days, set_declared
from tests.service.usage.support import NOVEMBER, WORKING
from tests.web.adoption.conftest import make_office

pytestmark = pytest.mark.django_db

LEAGUE = "co-quan/"
Look = Callable[..., str]
Offices = dict[str, Agency]


def test_an_officer_sees_his_agency_in_figures_and_the_others_as_bands(
    offices: Offices, look: Look
) -> None:
    page = look(offices["STC"], path=LEAGUE)
    assert "3 / 20" in page
    assert "6 / 12" not in page
    assert "1 / 11" not in page
    assert (
        "1/4 cơ quan đạt chỉ tiêu 20% người thường xuyên dùng thư điện tử, 1 cơ quan gần đạt"
        in page
    )
    assert "3 / 20" not in look(offices["TC"], Role.CLERK, path=LEAGUE)


@pytest.mark.parametrize("role", [Role.LEADER, Role.STATISTICIAN])
def test_a_leader_and_the_statistics_officer_see_every_agency(
    offices: Offices, look: Look, role: Role
) -> None:
    page = look(offices["STC"], role, path=LEAGUE)
    assert "6 / 12" in page
    assert "1 / 11" in page
    assert "29–71%" in page  # the usual swing of 6 / 12


def test_a_small_agency_is_hidden_from_leaders_too(look: Look) -> None:
    small = make_office("BDT", "Ban Dân tộc", staff=9, regular=2)
    make_office("STC", "Sở Tài chính", staff=20, regular=3)
    make_office("SNV", "Sở Nội vụ", staff=11, regular=1)
    rollup.fill(NOVEMBER)
    page = look(small, Role.LEADER, path=LEAGUE)
    assert "2 / 9" not in page
    assert "1 / 11" not in page
    assert "3 / 20" in page
    assert "ẩn, nhóm nhỏ" in page


def test_the_order_may_be_chosen_by_who_sees_all(offices: Offices, look: Look, client) -> None:
    page = look(offices["STC"], Role.LEADER, query="?xep=ten", path=LEAGUE)
    assert "<b>theo mức, trong mức theo tên</b>" in page
    assert "Trong mỗi cấp xếp theo mức, trong mức theo tên." in page
    assert client.get("/thong-ke/co-quan/?xep=khac").status_code == 404
    officer = look(offices["STC"], path=LEAGUE)
    assert "Xếp:" not in officer
    assert "Trong mỗi cấp xếp theo mức, trong mức theo tên." in officer
    default = look(offices["STC"], Role.LEADER, path=LEAGUE)
    assert "Trong mỗi cấp xếp theo mức, trong mức tăng nhiều nhất trước." in default


def test_groups_are_letters_and_a_small_agency_is_said_to_be_small(look: Look) -> None:
    high = make_office("STC", "Sở Tài chính", staff=40, regular=36)
    make_office("SNV", "Sở Nội vụ", staff=40, regular=10)
    make_office("SYT", "Sở Y tế", staff=12, regular=6)
    rollup.fill(NOVEMBER)
    page = look(high, Role.LEADER, path=LEAGUE)
    assert [f'data-h="nhóm">{one}</td>' in page for one in ("A", "B", "1", "–")] == [
        True,
        True,
        False,
        False,
    ]
    assert 'data-h="nhóm">dưới 30 người</td>' in page
    assert "Nhóm trong cấp (A cao nhất)" in page


def test_the_trend_says_its_message_and_has_a_table(offices: Offices, look: Look) -> None:
    rollup.fill(200912)
    page = look(offices["STC"], path="dien-bien/")
    assert "thường xuyên: từ 17% xuống 0% sau 1 tháng, chưa đạt chỉ tiêu 20% của năm 2009" in page
    assert '<line class="target"' in page
    assert '<line class="mark"' in page  # what was declared in 2009, a mark of its own
    assert 'class="rate open"' in page
    assert "khảo sát, kê khai" in page
    assert "10 / 58" in page


def test_the_funnel_names_the_largest_loss(offices: Offices, look: Look) -> None:
    page = look(offices["STC"], path="vi-sao/")
    assert "<h1>Lý do lớn nhất chưa dùng thư điện tử: 48/58 người chưa có tài khoản</h1>" in page
    assert '<td class="r">10</td><td class="r">17%</td>' in page


def test_cohorts_hide_small_ones(offices: Offices, look: Look) -> None:
    page = look(offices["STC"], path="sau-khi-mo/")
    assert '<th scope="row">01/2009</th><td class="r" data-h="số người">10</td>' in page
    assert '<td class="r tone5" data-h="+10">100%</td>' in page


def _make_cohort(ym: int, *, opened_ym: int, people: int, regular: int) -> None:
    CohortMonth.objects.create(
        definition=get_headline(ym), ym=ym, opened_ym=opened_ym, people=people, regular=regular
    )


def test_the_title_of_cohorts_names_what_it_rests_on(offices: Offices, look: Look) -> None:
    assert "Chưa đủ ba tháng" in look(offices["STC"], path="sau-khi-mo/")
    _make_cohort(NOVEMBER, opened_ym=200908, people=78, regular=34)
    one = look(offices["STC"], path="sau-khi-mo/")
    assert (
        "<h1>Ba tháng sau khi mở tài khoản, 34/78 người (43%) còn dùng thường xuyên: mới có một"
        " đợt, tháng 08/2009</h1>" in one
    )
    assert 'data-h="+3">43%</td>' in one
    rollup.fill(200912)
    _make_cohort(200912, opened_ym=200909, people=22, regular=20)
    two = look(offices["STC"], path="sau-khi-mo/")
    assert "54/100 người (54%)" in two
    assert "mới có 2 đợt, 08/2009–09/2009, từ 43% đến 90%" in two


def test_cohorts_under_ten_are_not_there(look: Look) -> None:
    office = make_office("STC", "Sở Tài chính", staff=20, regular=9)
    rollup.fill(NOVEMBER)
    page = look(office, path="sau-khi-mo/")
    assert "01/2009" not in page
    assert "Chưa có đợt mở tài khoản nào từ mười người trở lên" in page


def test_lifecycle_counts_who_came_and_who_left(offices: Offices, look: Look) -> None:
    rollup.fill(NOVEMBER)
    page = look(offices["STC"], path="moi-va-thoi/")
    assert "Mới có một tháng" in page
    assert page.count('<rect class="fresh"') == 2, "a bar of the chart, and the same in the legend"
    assert (
        '<svg class="trend key" viewBox="0 0 14 14" aria-hidden="true"><rect class="kept"' in page
    )
    assert '<th scope="row">11/2009</th><td class="r">0</td><td class="r">0</td>' in page


def test_where_people_fell_away_is_told_to_who_may_see_the_agency(
    offices: Offices, look: Look
) -> None:
    make_office("SYT", "Sở Y tế", staff=25, regular=12)
    rollup.fill(NOVEMBER)
    days = bits_of(rules.working_days(200912))
    stays = PersonMonth.objects.filter(ym=NOVEMBER).earliest("pk").person_id
    merge_month(200912, {stays: rules.MonthBits(read=days, write=days)})
    rollup.fill(200912)
    path = "moi-va-thoi/?thang=2009-12"
    everything = look(offices["SNV"], Role.LEADER, path=path)
    assert "<h2>Thôi nhiều nhất trong tháng 12/2009: Sở Y tế</h2>" in everything
    assert '<th scope="row">Sở Y tế</th><td class="r">12</td>' in everything
    assert '<th scope="row">Sở Tài chính</th><td class="r">dưới 10</td>' in everything
    assert "21 người thôi dùng thường xuyên, chỉ 0 người mới hoặc trở lại" in everything
    own = look(offices["STC"], path=path)
    assert "Sở Y tế</th>" not in own


def test_under_ten_leavers_are_no_worst_agency(offices: Offices, look: Look) -> None:
    rollup.fill(NOVEMBER)
    rollup.fill(200912)
    page = look(offices["STC"], path="moi-va-thoi/?thang=2009-12")
    assert "<h2>Nơi có người thôi trong tháng 12/2009: mỗi nơi dưới mười người</h2>" in page
    assert '<th scope="row">Sở Tài chính</th><td class="r">dưới 10</td>' in page
    assert "Thôi nhiều nhất" not in page


def test_data_quality_tells_what_one_may_not_trust(offices: Offices, look: Look) -> None:
    set_declared(NOVEMBER, offices["STC"].pk, 26)
    set_cut_off_days(NOVEMBER, offices["SNV"].pk, bits_of(WORKING[:2]))
    assert "Tháng chờ tính lại" in look(offices["STC"], Role.STATISTICIAN, path="chat-luong/")
    rollup.fill(NOVEMBER)
    page = look(offices["STC"], Role.STATISTICIAN, path="chat-luong/")
    assert "4/4 cơ quan có số liệu phải lưu ý" in page
    assert "đơn vị kê khai" in page
    assert "Tháng này chưa chốt: mọi con số là tạm tính" in page
    assert "Tháng 11/2009: 4/4 cơ quan" in page
    own = look(offices["TC"], path="chat-luong/")
    assert "Sở Tài chính" not in own
    assert "Còn 3 cơ quan khác" in own


def test_all_is_well_only_when_no_warning_stands(
    offices: Offices, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    for office in offices.values():
        AgencyFacts.objects.create(ym=NOVEMBER, agency=office, has_payroll=True)
    rollup.fill(NOVEMBER)
    well = "Tháng 11/2009: số liệu của cả 4 cơ quan đều lấy từ bảng lương"
    query = "?thang=2009-11"
    page = look(offices["STC"], path="chat-luong/", query=query)
    assert f"<h1>{well}, không có gì phải lưu ý</h1>" in page
    monkeypatch.setattr(clock, "today", lambda: date(2010, 2, 10))
    warned = look(offices["STC"], Role.STATISTICIAN, path="chat-luong/", query=query)
    assert "không có gì phải lưu ý" not in warned
    assert f"<h1>{well}; " in warned
    assert "4 cơ quan chưa có tệp biên chế tháng 01/2010" in warned
    assert "1 cảnh báo (tháng 01/2010)</h1>" in warned


def test_pages_take_few_questions(
    offices: Offices, look: Look, client: Client, django_assert_max_num_queries
) -> None:
    look(offices["STC"], Role.LEADER)
    for path in ("dien-bien/", LEAGUE, "vi-sao/", "sau-khi-mo/", "moi-va-thoi/", "chat-luong/"):
        with django_assert_max_num_queries(26):
            client.get("/thong-ke/" + path)


def test_the_league_as_published_and_by_the_agencies_of_today(offices: Offices, look: Look) -> None:
    merge_agency(
        SYSTEM,
        agency=offices["STTTT"],
        successors=[offices["STC"]],
        since=date(2009, 12, 1),
        legal_basis="NQ 12/NQ-HĐND",
    )
    asked = "?thang=2009-11&to-chuc="
    published = look(offices["SNV"], Role.LEADER, path=LEAGUE, query="?thang=2009-11")
    assert "theo tổ chức hiện nay</a>" in published
    assert "6 / 12" in published and "9 / 32" not in published
    today = look(offices["SNV"], Role.LEADER, path=LEAGUE, query=f"{asked}nay")
    assert "9 / 32" in today and "6 / 12" not in today and "3 / 20" not in today
    assert "gồm cả cơ quan đã nhập vào" in today
    assert "như đã công bố</a>" in today


def test_without_mergers_there_is_one_organisation_to_choose(offices: Offices, look: Look) -> None:
    assert "theo tổ chức hiện nay" not in look(offices["STC"], Role.LEADER, path=LEAGUE)
