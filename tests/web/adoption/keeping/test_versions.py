"""Versions of the definition on their page: tried on real months, published, taken back."""

import pytest
from django.test import Client

from mailsvc.directory.actor import SYSTEM
from mailsvc.usage import publication, rollup
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import Definition
from mailsvc.usage.rules import MonthBits, working_days
from mailsvc.usage.services import merge_month
from tests.service.usage.support import NOVEMBER
from tests.web.adoption.conftest import make_office
from tests.web.adoption.keeping.conftest import text_of

pytestmark = pytest.mark.django_db

URL = "/thong-ke/dinh-nghia/"
FORM = {
    "name": "Thường xuyên, mức cao",
    "month": "12/2009",
    "share": "95",
    "min_weeks": "4",
    "min_outgoing_days": "5",
    "min_available_days": "10",
    "legal_basis": "QĐ 77/QĐ-UBND ngày 20/11/2009",
}


@pytest.fixture
def december() -> None:
    """November is locked, December is counted."""
    office = make_office("STC", "Sở Tài chính", staff=20, regular=8)
    people = office.posts.order_by("pk").values_list("person_id", flat=True)
    half = bits_of(working_days(200912)[:13])
    merge_month(200912, {pk: MonthBits(read=half, write=half) for pk in people[:8]})
    rollup.run_fill()
    publication.publish(SYSTEM, ym=NOVEMBER)


@pytest.mark.usefixtures("december")
def test_try_publish_see_it_drawn_apart_and_withdraw(keeper: Client) -> None:
    page = text_of(keeper.get(URL))
    assert "Đang đo theo định nghĩa TX-1" in page and "một nửa số ngày làm việc" in page
    tried = keeper.post(URL, FORM | {"try": "1"})
    page = text_of(tried)
    assert tried.status_code == 200 and "Tính thử: chưa có gì thay đổi" in page
    assert "0% (0/" in page and not Definition.objects.filter(code="TX-2").exists()
    assert 'value="95"' in page, "what was typed stays for the next try"
    assert keeper.post(URL, FORM).status_code == 302
    rollup.run_fill()
    page = text_of(keeper.get(URL))
    assert "95% số ngày làm việc" in page and "QĐ 77/QĐ-UBND" in page and "Rút lại" in page
    trend = text_of(keeper.get("/thong-ke/dien-bien/?thang=2009-12"))
    assert "Tháng đầu đo theo định nghĩa mới TX-2: 0% dùng thường xuyên" in trend
    assert "tính lùi theo định nghĩa mới" in trend and "rate back" in trend
    home = text_of(keeper.get("/thong-ke/?thang=2009-12"))
    assert "95% số ngày làm việc của mình, trong ít nhất 4 tuần" in home
    assert "so với tháng trước" not in home
    old = text_of(keeper.get("/thong-ke/?thang=2009-11"))
    assert "một nửa số ngày làm việc của mình, trong ít nhất 3 tuần" in old
    assert keeper.get(f"{URL}TX-2/rut/").status_code == 405
    assert keeper.post(f"{URL}TX-2/rut/").status_code == 302
    assert not Definition.objects.filter(code__startswith="TX-2").exists()


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"month": "11/2009"}, "Tháng 2009-11 đã chốt"),
        ({"month": "13/2009"}, "Gõ tháng theo dạng"),
        ({"legal_basis": "chỉ đạo miệng"}, "Cần số và ký hiệu của văn bản"),
        ({"share": "101"}, "100"),
        ({"share": "50", "min_weeks": "3", "min_outgoing_days": "2"}, "giống định nghĩa"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"try": "1"}], ids=["publish", "try"])
def test_a_locked_month_or_no_paper_is_refused_with_what_was_typed(
    keeper: Client, change: dict[str, str], says: str, button: dict[str, str]
) -> None:
    answer = keeper.post(URL, FORM | change | button)
    assert answer.status_code == 422
    page = text_of(answer)
    assert says in page and "Thường xuyên, mức cao" in page
    assert not Definition.objects.filter(code="TX-2").exists()
