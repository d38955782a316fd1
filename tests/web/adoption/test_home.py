"""The one-number page: the figure as a sentence, target, tiers, causes, change, trend."""

from collections.abc import Callable

import pytest
from django.test import Client

from mailsvc.directory.models import Agency
from mailsvc.usage import rollup
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/thong-ke/"


def test_stranger_is_sent_to_the_log_in(client: Client) -> None:
    for path in ("", "dien-bien/", "co-quan/", "vi-sao/", "sau-khi-mo/", "moi-va-thoi/"):
        assert client.get(URL + path).status_code == 302
    for path in ("chat-luong/", "xuat/2009-11.csv", "khao-sat/"):
        assert client.get(URL + path).status_code == 302


@pytest.mark.parametrize("path", ["", "dien-bien/", "co-quan/", "vi-sao/", "sau-khi-mo/"])
def test_without_any_month_the_page_says_what_will_come(
    look: Callable[..., str], path: str
) -> None:
    assert "Chưa có tháng nào được tổng hợp" in look(factories.make_agency(), path=path)


def test_the_one_number_with_its_fraction_target_tiers_and_causes(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    page = look(offices["STC"])
    title = "Cứ 100 cán bộ, công chức có 17 người thường xuyên dùng thư điện tử"
    assert f"<h1>{title}: còn thiếu 2 người để đạt 20%</h1>" in page
    assert '<div class="big">17%</div>' in page
    assert '<span class="on-paper">dienbien.example · </span>' in page
    assert "10 / 58 người · tháng 11/2009" in page
    assert "chỉ tiêu năm 2009: 20% (QĐ 48/2009/QĐ-TTg)" in page
    assert '<span class="tag">chưa đạt</span>, còn thiếu 2 người' in page
    assert '<td class="r">23%</td><td class="r">10 / 43</td>' in page
    # Neither nought nor all is told of a small group, in the fraction neither.
    assert '<td class="r">&lt;10%</td><td class="r">… / 15</td>' in page
    assert "chưa có tài khoản" in page
    assert '<td class="r">48</td><td class="r">82%</td>' in page
    assert "số tạm tính" in page


def test_a_month_may_be_asked_for_and_is_compared_with_the_one_before(
    offices: dict[str, Agency], look: Callable[..., str]
) -> None:
    assert "<polyline" not in look(offices["STC"])
    rollup.fill(200912)
    page = look(offices["STC"])
    assert "tháng 12/2009" in page
    assert "▼ giảm 17 điểm so với tháng trước" in page
    assert 'class="rate" points="64,' in page
    assert "Từ 17% (tháng 11/2009) đến 0% (tháng 12/2009)" in page
    assert "tháng 11/2009" in look(offices["STC"], query="?thang=2009-11")


def test_a_month_that_is_not_there_is_not_found(
    offices: dict[str, Agency], look: Callable[..., str], client: Client
) -> None:
    look(offices["STC"])
    for query in ("?thang=2009-10", "?thang=abc", "?thang=2009-13", "?thang=%00"):
        for path in ("", "dien-bien/", "co-quan/", "vi-sao/", "moi-va-thoi/", "chat-luong/"):
            assert client.get(URL + path + query).status_code == 404


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
    with django_assert_max_num_queries(22):
        client.get(URL)
