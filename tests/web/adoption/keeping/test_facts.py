"""Leave, outages and declared headcounts on their pages: entered, refused, taken back."""

import pytest
from django.test import Client

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import Agency
from mailsvc.payroll.models import Declaration, Leave, Outage
from mailsvc.usage.models import AgencyFacts, Availability
from tests.service.usage.support import NOVEMBER, make_people
from tests.web.adoption.keeping.conftest import SignIn, text_of

pytestmark = pytest.mark.django_db

BASE = "/thong-ke/"
DAYS = {"begins_on": "2/11/2009", "ends_on": "3/11/2009"}


def actions() -> list[str]:
    found = AuditEvent.objects.filter(chain="payroll").order_by("pk")
    return list(found.values_list("action", flat=True))


def test_leave_is_entered_shown_and_taken_back(keeper: Client, treasury: Agency) -> None:
    (person,) = make_people(treasury, 1)
    form = DAYS | {
        "payroll_number": person.payroll_number,
        "reason": "sick",
        "document": "Giấy số 12",
    }
    answer = keeper.post(f"{BASE}nghi/", form)
    assert answer.status_code == 302
    page = text_of(keeper.get(answer["Location"]))
    assert "Tháng 11/2009: 1 người có ngày nghỉ được trừ" in page and "Giấy số 12" in page
    assert Availability.objects.get(person=person).absent_days == 0b110
    pk = Leave.objects.get().pk
    assert keeper.get(f"{BASE}nghi/{pk}/xoa/").status_code == 405
    assert keeper.post(f"{BASE}nghi/{pk}/xoa/").status_code == 302
    assert not Availability.objects.filter(absent_days__gt=0).exists()
    assert actions() == ["enter_leave", "remove_leave"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"payroll_number": "KHONG"}, "Không có người mang số hiệu này"),
        ({"document": " "}, "bắt buộc"),
        ({"ends_on": "1/11/2009"}, "Ngày cuối phải sau ngày đầu"),
        ({"ends_on": "1/11/2029"}, "không quá 400 ngày"),
        ({"reason": "lười"}, "lười"),
        ({"begins_on": "31/2/2009"}, "Gõ ngày theo dạng"),
    ],
)
def test_leave_without_a_paper_or_with_wrong_days_is_refused(
    keeper: Client, treasury: Agency, change: dict[str, str], says: str
) -> None:
    (person,) = make_people(treasury, 1)
    form = DAYS | {"payroll_number": person.payroll_number, "reason": "sick", "document": "G"}
    answer = keeper.post(f"{BASE}nghi/", form | change)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Leave.objects.exists() and actions() == []


def test_one_sees_ones_own_leave_on_my_use(
    keeper: Client, treasury: Agency, sign_in: SignIn
) -> None:
    from tests import factories

    member = factories.make_member(treasury)
    form = DAYS | {
        "payroll_number": member.person.payroll_number,
        "reason": "study",
        "document": "QĐ 21",
    }
    keeper.post(f"{BASE}nghi/", form)
    assert "QĐ 21" in text_of(sign_in(member.actor).get(f"{BASE}cua-toi/?thang=2009-11"))
    other = factories.make_member(treasury)
    assert "QĐ 21" not in text_of(sign_in(other.actor).get(f"{BASE}cua-toi/?thang=2009-11"))


def test_an_outage_is_entered_and_taken_back(keeper: Client, treasury: Agency) -> None:
    url = f"{BASE}mat-duong-truyen/"
    form = DAYS | {"agency": "STC", "source": "Viễn thông báo"}
    assert keeper.post(url, form | {"source": ""}).status_code == 422
    assert keeper.post(url, form | {"agency": "KHONG"}).status_code == 422
    assert not Outage.objects.exists()
    page = text_of(keeper.get(keeper.post(url, form)["Location"]))
    assert "Tháng 11/2009: 1 cơ quan có ngày mất đường truyền" in page
    assert AgencyFacts.objects.get(agency=treasury).cut_off_days == 0b110
    keeper.post(f"{url}{Outage.objects.get().pk}/xoa/")
    assert AgencyFacts.objects.get(agency=treasury).cut_off_days == 0
    assert actions() == ["enter_outage", "remove_outage"]


def test_a_declared_headcount_is_entered_and_taken_back(keeper: Client, treasury: Agency) -> None:
    url = f"{BASE}ke-khai/"
    form = {
        "agency": "STC",
        "month": "11/2009",
        "count": "60",
        "declared_by": "Giám đốc Lò Văn Pản",
        "declared_on": "1/12/2009",
    }
    for wrong in ({"count": "0"}, {"count": "-3"}, {"declared_by": ""}, {"month": "2009"}):
        assert keeper.post(url, form | wrong).status_code == 422, wrong
    assert not Declaration.objects.exists()
    page = text_of(keeper.get(keeper.post(url, form)["Location"]))
    assert "Tháng 11/2009: 1 cơ quan kê khai số người" in page
    facts = AgencyFacts.objects.get(agency=treasury, ym=NOVEMBER)
    assert facts.declared == 60
    keeper.post(f"{url}{Declaration.objects.get().pk}/xoa/")
    facts.refresh_from_db()
    assert facts.declared is None
    assert actions() == ["declare", "withdraw_declaration"]
