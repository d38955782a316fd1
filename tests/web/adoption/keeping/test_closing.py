"""Closing months on their page: provisional, locked, revised with a reason."""

import pytest
from django.test import Client

from mailsvc.directory.models import Agency
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import Snapshot
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account
from tests.web.adoption.conftest import make_office
from tests.web.adoption.keeping.conftest import text_of

pytestmark = pytest.mark.django_db

URL = "/thong-ke/chot/"
HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING))


@pytest.fixture
def counted() -> Agency:
    from mailsvc.usage import rollup

    agency = make_office("STC", "Sở Tài chính", staff=20, regular=3)
    rollup.fill(NOVEMBER)
    return agency


def test_before_any_month_it_says_what_comes(keeper: Client) -> None:
    assert "Chưa có tháng nào được tổng hợp" in text_of(keeper.get(URL))


def test_lock_then_revise_with_a_reason(keeper: Client, counted: Agency) -> None:
    page = text_of(keeper.get(URL))
    assert "Tháng 11/2009 còn tạm tính, tự chốt sau ngày 07/12/2009" in page
    assert keeper.get(f"{URL}2009-11/").status_code == 405
    assert keeper.post(f"{URL}2009-11/").status_code == 302
    page = text_of(keeper.get(URL))
    assert "1 tháng đã chốt số liệu" in page and "đã chốt" in page
    assert "Chốt ngay" not in page
    assert keeper.post(f"{URL}2009-11/").status_code == 409
    late = open_account(make_people(counted, 1)[0])
    assert late.person_pk is not None
    merge_month(NOVEMBER, {late.person_pk: HABIT})
    page = text_of(keeper.get(URL))
    assert "1 tháng đã chốt có số liệu đến sau" in page
    short = keeper.post(f"{URL}2009-11/dieu-chinh/", {"reason": "muộn"})
    assert short.status_code == 422 and "ít nhất 10 ký tự" in text_of(short)
    assert ">muộn</textarea>" in text_of(short)
    reason = {"reason": "Máy chủ huyện gửi muộn số liệu"}
    assert keeper.post(f"{URL}2009-11/dieu-chinh/", reason).status_code == 302
    figures = Snapshot.objects.filter(definition="TX-1").order_by("revision")
    assert [(one.revision, one.reason) for one in figures] == [(0, ""), (1, reason["reason"])]
    again = keeper.post(f"{URL}2009-11/dieu-chinh/", reason)
    assert again.status_code == 422 and "không có gì để điều chỉnh" in text_of(again)
    both = text_of(keeper.get("/thong-ke/chat-luong/?thang=2009-11"))
    assert "3 / 21" in both and "4 / 22" in both


def test_a_month_never_counted_cannot_be_revised(keeper: Client, counted: Agency) -> None:
    answer = keeper.post(f"{URL}2009-11/dieu-chinh/", {"reason": "Không có lý do gì cả"})
    assert answer.status_code == 422 and "chưa chốt nên chưa cần điều chỉnh" in text_of(answer)
