"""Targets on their page: entered, refused with what was typed, shown on the figures, taken back."""

import pytest
from django.test import Client

from mailsvc.base import clock
from mailsvc.directory.models import Agency
from mailsvc.usage import rollup
from mailsvc.usage.models import Target
from tests.service.usage.support import NOVEMBER
from tests.web.adoption.conftest import make_office
from tests.web.adoption.keeping.conftest import text_of

pytestmark = pytest.mark.django_db

URL = "/thong-ke/chi-tieu/"
FORM = {"scope": "", "year": "2009", "percent": "35", "legal_basis": "QĐ 12/2009/QĐ-UBND"}


def test_a_target_is_entered_shown_on_the_figures_and_taken_back(keeper: Client) -> None:
    make_office("SNV", "Sở Nội vụ", staff=12, regular=0)
    office = make_office("TC", "Huyện Tủa Chùa", staff=20, regular=6, tier="district")
    rollup.fill(NOVEMBER)
    Target.objects.all().delete()
    assert "Chưa có chỉ tiêu nào" in text_of(keeper.get(URL))
    assert keeper.post(URL, FORM).status_code == 302
    assert keeper.post(URL, FORM | {"scope": office.tier_id, "percent": "20"}).status_code == 302
    page = text_of(keeper.get(URL))
    assert "gần nhất là năm 2009: 35%" in page and "QĐ 12/2009/QĐ-UBND" in page
    assert f"Năm {clock.today().year} chưa có chỉ tiêu" in page
    home = text_of(keeper.get("/thong-ke/?thang=2009-11"))
    assert "chỉ tiêu năm 2009: 35% (QĐ 12/2009/QĐ-UBND)" in home
    assert "chỉ tiêu năm 2009: 20% (QĐ 12/2009/QĐ-UBND)" in home
    # Bands go by the tier's own target: 6 of 20 are 30 %.
    league = text_of(keeper.get("/thong-ke/co-quan/?thang=2009-11"))
    assert "1/3 cơ quan đạt chỉ tiêu 20–35%" in league
    for one in Target.objects.all():
        assert keeper.get(f"{URL}{one.pk}/xoa/").status_code == 405
        assert keeper.post(f"{URL}{one.pk}/xoa/").status_code == 302
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"legal_basis": "theo kế hoạch"}, "Cần số và ký hiệu của văn bản"),
        ({"legal_basis": ""}, "bắt buộc"),
        ({"percent": "101"}, "100"),
        ({"percent": "nhiều"}, "số nguyên"),
        ({"year": "09"}, "2000"),
        ({"scope": "hanh-tinh"}, "hanh-tinh"),
    ],
)
def test_what_cannot_be_a_target_is_refused_at_the_form(
    keeper: Client, treasury: Agency, change: dict[str, str], says: str
) -> None:
    answer = keeper.post(URL, FORM | {"year": "2031"} | change)
    assert answer.status_code == 422
    page = text_of(answer)
    assert says in page and 'value="35"' in page or "percent" in change
    assert not Target.objects.filter(year=2031).exists()


def test_a_second_one_for_the_year_says_which_there_is(keeper: Client) -> None:
    Target.objects.all().delete()
    keeper.post(URL, FORM)
    answer = keeper.post(URL, FORM | {"percent": "40"})
    assert answer.status_code == 422
    assert "Năm 2009 đã có chỉ tiêu 35% (QĐ 12/2009/QĐ-UBND)" in text_of(answer)
