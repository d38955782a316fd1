"""The registers: rows, filters, paging, the check of numbers, weight and cost."""

import gzip
import re

import pytest

from docflow.routing.issue_services import void_number
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_incoming,
)

YEAR = {"nam": "2009"}


def _numbers(page: str) -> list[str]:
    return re.findall(r'<td class="num r"><b>(\d+)</b>', page)


def test_clerk_sees_the_register_and_that_it_is_sound(office: Office, sign_in):
    for number in ("1842", "1843"):
        make_incoming(office, number)
    page = sign_in(office.clerk).get("/van-ban/").content.decode()
    assert "Sổ văn bản đến 2009" in page
    assert _numbers(page) == ["2", "1"]
    assert "kiểm tra sổ: 0 thiếu, 0 trùng, 0 lệch ngày" in page
    assert "1842/UBND-CNTT" in page


def test_each_reader_sees_his_own_part(office: Office, finance: Office, sign_in):
    bring_incoming_to(office, "directed")
    make_incoming(office, "1843")
    seen = {"clerk": 2, "leader": 2, "head": 1, "officer": 1, "other_head": 1, "sysadmin": 0}
    for who, count in seen.items():
        page = sign_in(office.everyone[who]).get("/van-ban/").content.decode()
        assert len(_numbers(page)) == count, who
    assert _numbers(sign_in(finance.clerk).get("/van-ban/").content.decode()) == []
    # Officers of a unit that co-operates see the document too.
    assert len(_numbers(sign_in(office.stranger).get("/van-ban/").content.decode())) == 1
    empty = sign_in(office.sysadmin).get("/van-ban/").content.decode()
    assert "Sổ chưa có dòng nào" in empty


def test_words_are_found_without_accents_and_state_narrows(office: Office, sign_in):
    bring_incoming_to(office, "presented")
    make_incoming(office, "07", subject="mời họp giao ban tháng 11")
    client = sign_in(office.clerk)
    found = client.get("/van-ban/", {"q": "giao ban"} | YEAR).content.decode()
    assert _numbers(found) == ["2"]
    assert _numbers(client.get("/van-ban/", {"q": "ung dung CNTT"}).content.decode()) == ["1"]
    assert _numbers(client.get("/van-ban/", {"tt": "presented"}).content.decode()) == ["1"]
    assert "Không có văn bản nào khớp" in client.get("/van-ban/", {"q": "xyz"}).content.decode()


@pytest.mark.parametrize(
    "query", ["nam=abc&trang=-1", "nam=99999999999&trang=x", "tt=khac", "q=%00"]
)
def test_odd_queries_show_the_register(office: Office, sign_in, query: str):
    make_incoming(office)
    assert sign_in(office.clerk).get(f"/van-ban/?{query}").status_code == 200


def test_void_line_stays_struck_with_its_reason(office: Office, sign_in):
    document = make_incoming(office)
    void_number(office.leader, document_pk=document.pk, reason=REASON, now=NOW)
    page = sign_in(office.clerk).get("/van-ban/").content.decode()
    assert '<tr class="void">' in page
    assert REASON in page
    assert "hủy</span>" in page


def test_fifty_rows_are_light_cheap_and_paged(
    office: Office, sign_in, django_assert_max_num_queries
):
    for number in range(1, 53):
        make_incoming(office, str(number))
    client = sign_in(office.clerk)
    with django_assert_max_num_queries(22):
        page = client.get("/van-ban/").content
    assert len(_numbers(page.decode())) == 50
    assert len(gzip.compress(page)) <= 22 * 1024
    assert "Trang 1/2" in page.decode()
    assert _numbers(client.get("/van-ban/?trang=2").content.decode()) == ["2", "1"]


def test_outgoing_register_shows_what_has_a_number(office: Office, finance: Office, sign_in):
    bring_outgoing_to(office, "issued", finance.agency)
    bring_outgoing_to(office, "signing", finance.agency)
    page = sign_in(office.clerk).get("/van-ban/di/").content.decode()
    assert page.count("01/STTTT-CNTT") == 1
    assert "Sở Tài chính" in page
    assert "đã phát hành" in page


def test_boxes_count_what_they_list(office: Office, finance: Office, sign_in):
    bring_incoming_to(office, "in_progress")
    bring_outgoing_to(office, "draft", finance.agency)
    bring_outgoing_to(office, "issued", finance.agency)
    client = sign_in(office.officer)
    page = client.get("/van-ban/").content.decode()
    counts = re.findall(
        r'href="(/van-ban/ngan/[a-z-]+/)"[^>]*>[^<]*<span class="n[^"]*">(\d+)', page
    )
    assert len(counts) == 3
    for url, count in counts:
        assert f"{count} văn bản" in client.get(url).content.decode()
    assert client.get("/van-ban/ngan/khong-co/").status_code == 404


def test_only_clerks_have_the_intake(office: Office, finance: Office, sign_in):
    bring_outgoing_to(office, "issued", finance.agency)
    page = sign_in(finance.clerk).get("/van-ban/").content.decode()
    assert re.search(r'Chờ tiếp nhận <span class="n">1<', page)
    assert "Chờ tiếp nhận" not in sign_in(finance.leader).get("/van-ban/").content.decode()
    assert sign_in(finance.leader).get("/van-ban/cho-tiep-nhan/").status_code == 403
