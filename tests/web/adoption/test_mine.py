"""My use: one's own days, what is missing, who has looked; nobody else's."""

import pytest

from mailsvc.directory.roles import Role
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import Look
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests.factories import make_agency, make_member
from tests.service.usage.support import NOVEMBER, WORKING

pytestmark = pytest.mark.django_db

URL = "/thong-ke/cua-toi/"


def _text(client, query: str = "?thang=2009-11") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_ones_own_days_and_what_is_missing(sign_in) -> None:
    agency = make_agency()
    hoa, other = make_member(agency), make_member(agency, name="Lò Văn Pản")
    merge_month(
        NOVEMBER,
        {
            hoa.person.pk: MonthBits(read=bits_of(WORKING[:9]), write=bits_of(WORKING[:1])),
            other.person.pk: MonthBits(read=bits_of(WORKING), write=bits_of(WORKING)),
        },
    )
    page = _text(sign_in(hoa.actor))
    assert "<h1>Tháng 11/2009 đồng chí đã dùng thư, văn bản 9/21 ngày làm việc</h1>" in page
    assert "thêm 2 ngày có đọc, gửi hoặc xử lý" in page
    assert "thêm 1 tuần có dùng" in page
    assert "thêm 1 ngày có gửi hoặc xử lý" in page
    assert "Chưa ai khác mở các dấu này" in page
    # The first was a Sunday, the second the first day of work.
    assert page.count("<td></td>") == 6
    # The days without the mark are those that the title counts.
    assert page.count(" –</span> <b>") == 9
    assert "21 ngày làm việc được tính. Dấu –: 9 ngày không tính" in page
    assert "<h2>Những ngày đang lưu</h2>" in page
    assert '<td class="tone2"><span class="meta">2</span> <b>Đ G</b></td>' in page
    regular = _text(sign_in(other.actor), f"?thang=2009-11&nguoi={hoa.person.pk}")
    assert "21/21 ngày làm việc: thường xuyên" in regular


def test_who_looked_is_shown_to_the_person(sign_in) -> None:
    agency = make_agency()
    hoa, keeper = make_member(agency), make_member(agency, Role.STATISTICIAN)
    number = hoa.person.payroll_number
    client, url = sign_in(keeper.actor), "/thong-ke/chat-luong/nguoi/?thang=2009-11"
    for wrong in ({"reason": "ngắn"}, {"payroll_number": "KHONG"}, {"payroll_number": ""}):
        data = {"payroll_number": number, "reason": "Đối chiếu số liệu"} | wrong
        assert client.post(url, data).status_code == 422
    assert not Look.objects.exists()
    data = {"payroll_number": number, "reason": "Đối chiếu <b>số liệu</b>"}
    assert "lần mở này đã ghi lại" in client.post(url, data).content.decode()
    page = _text(sign_in(hoa.actor))
    assert "Ai đã mở các dấu này" in page
    assert keeper.account.address in page
    assert "Đối chiếu &lt;b&gt;số liệu" in page
    assert keeper.account.address not in _text(sign_in(make_member(agency).actor))


def test_others_open_nobodys_month(sign_in) -> None:
    agency = make_agency()
    hoa = make_member(agency)
    data = {"payroll_number": hoa.person.payroll_number, "reason": "Muốn biết ai lười"}
    for role in (Role.LEADER, Role.CLERK, Role.OFFICER):
        client = sign_in(make_member(agency, role).actor)
        url = "/thong-ke/chat-luong/nguoi/?thang=2009-11"
        assert client.post(url, data).status_code == 403
        assert client.get(url).status_code == 405
    assert not Look.objects.exists()


def test_this_month_without_any_day(sign_in) -> None:
    client = sign_in(make_member(make_agency()).actor)
    page = _text(client, "")
    assert "đã dùng thư, văn bản 0/" in page
    assert "<h2>Tháng này chưa lưu ngày nào của đồng chí</h2>" in page
    assert client.get(URL + "?thang=abc").status_code == 404
