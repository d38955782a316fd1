"""The first log-in: slip, own password, notice, steps; practice that leaves no trace; helping."""

import re

import pytest
from axes.utils import reset
from django.test import Client

from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Account
from mailsvc.directory.roles import Role
from mailsvc.queue.models import QueuedMessage
from mailsvc.usage.models import NoticeSeen, PersonMonth
from tests.factories import Member, make_agency, make_member
from tests.service.usage.support import make_people

pytestmark = pytest.mark.django_db

HELP = "/bat-dau/giup/STC/"


@pytest.fixture
def leader() -> Member:
    reset()
    return make_member(make_agency("STC", "Sở Tài chính"), Role.LEADER)


@pytest.fixture
def newcomer(leader: Member) -> Account:
    person = make_people(directory.Agency.objects.get(), 1)[0]
    return directory.create_account(
        SYSTEM, address="moi@stc.dienbien.example", person=person, password=None
    )


def _log_in(address: str, password: str, **data: str) -> tuple[Client, str]:
    client = Client()
    response = client.post("/dang-nhap/", {"username": address, "password": password, **data})
    assert response.status_code == 302
    return client, response["Location"]


def _print_slip(sign_in, leader: Member, account: Account) -> str:
    response = sign_in(leader.actor).post(f"{HELP}phieu/", {"accounts": [str(account.pk)]})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert account.address in page
    return re.search(r'class="secret">([^<]+)<', page)[1]


def test_from_the_slip_to_the_first_day(sign_in, leader: Member, newcomer: Account) -> None:
    password = _print_slip(sign_in, leader, newcomer)
    client, target = _log_in(newcomer.address, password)
    assert target == "/bat-dau/mat-khau/"
    for url in ("/", "/thu/", "/tai-khoan/", "/bat-dau/"):
        assert client.get(url)["Location"] == "/bat-dau/mat-khau/"
    short = {"new_password1": "ngan", "new_password2": "ngan"}
    assert client.post("/bat-dau/mat-khau/", short).status_code == 422
    own = "Điện Biên mùa ban nở"
    done = client.post("/bat-dau/mat-khau/", {"new_password1": own, "new_password2": own})
    assert done["Location"] == "/bat-dau/"
    page = client.get("/bat-dau/").content.decode()
    assert "Bắt đầu: đã xong 1/4 bước" in page
    assert "Không ghi: nội dung" in page
    assert client.post("/bat-dau/da-doc/", {"next": "/thu/"})["Location"] == "/thu/"
    assert NoticeSeen.objects.filter(account=newcomer).count() == 1
    assert _log_in(newcomer.address, own)[1] == "/"
    assert client.post("/bat-dau/mat-khau/", {}).status_code == 409


def test_who_was_not_told_is_told_at_the_log_in_and_goes_on_from_there(leader: Member) -> None:
    client, target = _log_in(leader.account.address, leader.password, next="/van-ban/")
    assert target == "/bat-dau/?next=%2Fvan-ban%2F"
    page = client.get(target).content.decode()
    assert 'name="next" value="/van-ban/"' in page
    evil = client.post("/bat-dau/da-doc/", {"next": "https://x.example/"})
    assert evil["Location"] == "/bat-dau/"
    assert _log_in(leader.account.address, leader.password)[1] == "/"


def test_strangers_neither_see_nor_print(sign_in, leader: Member, newcomer: Account) -> None:
    agency = directory.Agency.objects.get()
    other = make_member(make_agency("SNV", "Sở Nội vụ"), Role.LEADER)
    for member in (make_member(agency, Role.CLERK), make_member(agency), other):
        client = sign_in(member.actor)
        assert client.get(HELP).status_code == 404
        assert client.post(f"{HELP}phieu/", {"accounts": [newcomer.pk]}).status_code == 404
        data = {"address": member.account.address}
        assert client.post(f"{HELP}nguoi-huong-dan/", data).status_code == 404
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_helping_lists_and_refuses_at_the_list(sign_in, leader: Member, newcomer: Account) -> None:
    client = sign_in(leader.actor)
    page = " ".join(client.get(HELP).content.decode().split())
    assert "Sở Tài chính: 2 tài khoản chưa mở lần nào" in page
    for wrong in ({}, {"accounts": ["x"]}, {"accounts": ["999999999"]}, {"accounts": ["٣"]}):
        response = client.post(f"{HELP}phieu/", wrong)
        assert response.status_code == 422
        assert 'class="note bad" role="alert"' in response.content.decode()
    bad = client.post(f"{HELP}nguoi-huong-dan/", {"address": "ai@do.example"})
    assert bad.status_code == 422
    good = client.post(f"{HELP}nguoi-huong-dan/", {"address": leader.account.address})
    assert good.status_code == 302
    assert "Người hướng dẫn: Quàng Thị Hoa" in client.get(HELP).content.decode()


def test_the_card_is_for_the_role_and_holds_no_password(sign_in, leader: Member) -> None:
    page = sign_in(leader.actor).get("/bat-dau/the/").content.decode()
    assert leader.account.address in page
    assert "văn bản chờ chỉ đạo" in page
    assert "Chờ tiếp nhận" not in page
    clerk = make_member(directory.Agency.objects.get(), Role.CLERK)
    assert "Chờ tiếp nhận" in sign_in(clerk.actor).get("/bat-dau/the/").content.decode()


def test_the_address_on_the_card_is_the_one_that_is_configured(
    sign_in, leader: Member, settings
) -> None:
    client = sign_in(leader.actor)
    unset = "chưa đặt địa chỉ chung"
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    assert unset in client.get("/bat-dau/the/").content.decode()
    settings.ALLOWED_HOSTS = ["congvan.dienbien.example", "testserver"]
    settings.BEHIND_HTTPS = True
    page = client.get("/bat-dau/the/").content.decode()
    assert "<dd>https://congvan.dienbien.example/</dd>" in page and unset not in page
    settings.CSRF_TRUSTED_ORIGINS = ["https://thu.dienbien.example:8443"]
    page = client.get("/bat-dau/the/").content.decode()
    assert "<dd>https://thu.dienbien.example:8443/</dd>" in page


def test_without_slips_the_page_prints_a_sentence_and_no_form(sign_in, leader: Member) -> None:
    page = sign_in(leader.actor).get(HELP).content.decode()
    assert '<p class="on-paper">Trang này không có phiếu nào để in.' in page
    assert '<div class="wrap no-print">' in page and '<div class="bar no-print">' in page
    assert "/slips.css" in page


ANSWERS = {
    "doc": "8 giờ",
    "tra-loi": "Tôi sẽ dự họp",
    "tim": "lop tin hoc",
    "chuyen": "vanthu@stc.example",
}
WRONG = {"doc": "chín", "tra-loi": "vâng", "tim": "quyet toan", "chuyen": "văn thư"}


def test_practice_is_checked_and_never_counts(sign_in, leader: Member) -> None:
    client = sign_in(leader.actor)
    for code, word in ANSWERS.items():
        url = f"/bat-dau/tap-lam/{code}/"
        assert client.get(url).status_code == 200
        assert client.post(url, {"word": WRONG[code]}).status_code == 422
        assert client.post(url, {"word": ""}).status_code == 422
        assert client.post(url, {"word": word}).status_code == 302
    page = client.get("/bat-dau/tap-lam/").content.decode()
    assert "xong cả" in page
    assert PersonMonth.objects.count() == 0
    assert QueuedMessage.objects.count() == 0
    client.post("/bat-dau/tap-lam/lam-lai/")
    assert "còn 4 bài" in client.get("/bat-dau/tap-lam/").content.decode()
    assert client.get("/bat-dau/tap-lam/khac/").status_code == 404
