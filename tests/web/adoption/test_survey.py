"""The survey's pages: who sees and does what, on the way from an empty form to a signature."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.roles import Role
from mailsvc.survey import services
from mailsvc.survey.models import Reply, Round
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db

URL = "/thong-ke/khao-sat/"
REPLY = f"{URL}2026/STC/"
ANSWERS = {
    "headcount": "1.060",
    "servers": "2",
    "computers": "50",
    "computers_on_lan": "41",
    "computers_on_internet": "44",
    "has_lan": "1",
    "has_broadband": "1",
    "runs_management": "0",
    "website_level": "1",
    "has_ageing_equipment": "0",
    "note": "",
}

SignIn = Callable[[Actor], Client]


@pytest.fixture
def office() -> dict[str, Member]:
    agency, other = make_agency("STC", "Sở Tài chính"), make_agency("SNV", "Sở Nội vụ")
    return {
        "clerk": make_member(agency, Role.CLERK),
        "leader": make_member(agency, Role.LEADER, title="Giám đốc"),
        "officer": make_member(agency),
        "stranger": make_member(other, Role.CLERK),
        "statistician": make_member(other, Role.STATISTICIAN),
    }


@pytest.fixture
def round_(office: dict[str, Member]) -> Round:
    return services.open_round(
        SYSTEM, year=2026, as_of=date(2026, 9, 30), due_on=date(2026, 12, 15)
    )


def _text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_before_any_round_the_page_says_what_will_come(office, sign_in: SignIn) -> None:
    assert "Chưa có đợt khảo sát nào" in _text(sign_in(office["clerk"].actor), URL)
    assert "Mở đợt khảo sát" not in _text(sign_in(office["clerk"].actor), URL)
    assert "Mở đợt khảo sát" in _text(sign_in(office["statistician"].actor), URL)


def test_the_statistics_officer_opens_a_round(office, sign_in: SignIn) -> None:
    client = sign_in(office["statistician"].actor)
    bad = client.post(URL + "mo/", {"as_of": "30/9/2026", "due_on": "1/9/2026"})
    assert bad.status_code == 422
    assert "Hạn trả lời phải sau ngày lấy số liệu" in bad.content.decode()
    done = client.post(URL + "mo/", {"as_of": "30/9/2026", "due_on": "15/12/2026"})
    assert done.status_code == 302
    page = _text(client, URL)
    assert "Khảo sát CNTT 2026: 0/2 cơ quan đã ký phiếu" in page
    again = client.post(URL + "mo/", {"as_of": "30/9/2026", "due_on": "15/12/2026"})
    assert again.status_code == 422


def test_others_neither_open_nor_close(office, round_: Round, sign_in: SignIn) -> None:
    client = sign_in(office["leader"].actor)
    for url in (URL + "mo/", URL + "2026/khep/"):
        data = {"as_of": "30/9/2027", "due_on": "15/12/2027"}
        assert client.post(url, data).status_code == 403
    assert [(one.year, one.closed_at) for one in Round.objects.all()] == [(2026, None)]


def test_from_the_empty_form_to_the_province_table(office, round_: Round, sign_in: SignIn) -> None:
    clerk, leader = sign_in(office["clerk"].actor), sign_in(office["leader"].actor)
    assert "Điền và lưu, phần kiểm tra hiện ở đây" in _text(clerk, REPLY)
    half = ANSWERS | {"version": "0", "servers": "", "has_lan": ""}
    assert clerk.post(REPLY, half).status_code == 302
    page = _text(clerk, REPLY)
    assert "Còn phải sửa trước khi ký" in page
    assert "Trình lãnh đạo ký" not in page
    assert clerk.post(REPLY, ANSWERS | {"version": "1"}).status_code == 302
    assert "Bảng lương của hệ thống có 3 người" in _text(clerk, REPLY)
    assert clerk.post(REPLY + "trinh/", {"version": "2"}).status_code == 302
    assert "Ký phiếu" in _text(leader, REPLY)
    assert leader.post(REPLY + "ky/", {"version": "3"}).status_code == 302
    assert "Giám đốc Quàng Thị Hoa đã ký" in _text(clerk, REPLY)
    table = _text(sign_in(office["officer"].actor), URL)
    assert "1/2 cơ quan đã ký phiếu" in table
    assert "Còn 1 cơ quan chưa ký" in table
    assert '<b>82%</b><br><span class="meta">41/50</span>' in table


def test_a_contradiction_is_refused_at_its_field(office, round_: Round, sign_in: SignIn) -> None:
    client = sign_in(office["clerk"].actor)
    response = client.post(REPLY, ANSWERS | {"version": "0", "computers_on_lan": "51"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Nhiều hơn số máy trạm (50)" in page
    assert 'value="1.060"' in page
    assert Reply.objects.count() == 0


HOSTILE = ["-1", "1,5", "một", "٣", "9" * 12, "1\x002", "=1+1", "<script>alert(1)</script>"]


def test_what_is_no_number_changes_nothing(office, round_: Round, sign_in: SignIn) -> None:
    client = sign_in(office["clerk"].actor)
    for typed in HOSTILE:
        response = client.post(REPLY, ANSWERS | {"version": "0", "servers": typed})
        assert response.status_code == 422, typed
        assert "<script>alert" not in response.content.decode()
    assert Reply.objects.count() == 0


def test_a_note_with_line_ends_becomes_one_line(office, round_: Round, sign_in: SignIn) -> None:
    note = "Thanh lý\r\n3 máy <b>cũ</b>"
    sign_in(office["clerk"].actor).post(REPLY, ANSWERS | {"version": "0", "note": note})
    assert Reply.objects.get().note == "Thanh lý 3 máy <b>cũ</b>"
    assert "<b>cũ</b>" not in _text(sign_in(office["leader"].actor), REPLY)


def test_strangers_find_no_reply(office, round_: Round, sign_in: SignIn) -> None:
    sign_in(office["clerk"].actor).post(REPLY, ANSWERS | {"version": "0"})
    data = ANSWERS | {"version": "1", "reason": "Số máy chủ chưa đúng"}
    for who in ("officer", "stranger"):
        client = sign_in(office[who].actor)
        assert client.get(REPLY).status_code == 404
        for step in ("", "trinh/", "ky/", "tra-lai/"):
            assert client.post(REPLY + step, data).status_code == 404
    assert Reply.objects.get().version == 1


def test_a_clerk_does_not_sign_and_the_leader_gives_back(
    office, round_: Round, sign_in: SignIn
) -> None:
    clerk, leader = sign_in(office["clerk"].actor), sign_in(office["leader"].actor)
    clerk.post(REPLY, ANSWERS | {"version": "0"})
    assert clerk.post(REPLY + "ky/", {"version": "1"}).status_code == 403
    clerk.post(REPLY + "trinh/", {"version": "1"})
    short = leader.post(REPLY + "tra-lai/", {"version": "2", "reason": "sai"})
    assert short.status_code == 422
    done = leader.post(REPLY + "tra-lai/", {"version": "2", "reason": "Thiếu hai máy chủ mới"})
    assert done.status_code == 302
    assert "Phiếu bị trả lại: Thiếu hai máy chủ mới" in _text(clerk, REPLY)


def test_an_old_page_changes_nothing(office, round_: Round, sign_in: SignIn) -> None:
    client = sign_in(office["clerk"].actor)
    client.post(REPLY, ANSWERS | {"version": "0"})
    assert client.post(REPLY, ANSWERS | {"version": "0", "servers": "9"}).status_code == 409
    assert client.post(REPLY + "trinh/", {"version": "x"}).status_code == 422
    assert Reply.objects.get().servers == 2


def test_what_is_not_there_is_not_found(office, round_: Round, sign_in: SignIn) -> None:
    client = sign_in(office["clerk"].actor)
    for url in (f"{URL}2025/", f"{URL}2025/STC/", f"{URL}2026/KHONG/"):
        assert client.get(url).status_code == 404


def test_the_table_takes_few_questions(
    office, round_: Round, sign_in: SignIn, django_assert_max_num_queries
) -> None:
    client = sign_in(office["statistician"].actor)
    with django_assert_max_num_queries(17):
        client.get(URL)
