"""Logging in: one sentence for every wrong try, throttled; language; who is sent away."""

import pytest
from axes.utils import reset
from django.test import Client, override_settings

from mailsvc.directory.models import Account
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db

WRONG = "Sai địa chỉ hoặc mật khẩu"


@pytest.fixture
def hoa() -> Member:
    reset()
    return make_member(make_agency(), local="hoa.quang")


def _log_in(client: Client, address: str, password: str):
    return client.post("/dang-nhap/", {"username": address, "password": password})


def test_right_password_opens_and_notes_the_first_time(client: Client, hoa: Member) -> None:
    response = _log_in(client, hoa.account.address.upper(), hoa.password)
    assert response.status_code == 302
    assert Account.objects.get(pk=hoa.account.pk).first_login_at is not None
    page = client.get("/tai-khoan/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


def test_wrong_password_and_unknown_address_say_the_same(client: Client, hoa: Member) -> None:
    wrong = _log_in(client, hoa.account.address, "sai").content.decode()
    unknown = _log_in(client, "khong.co@stttt.dienbien.example", "sai").content.decode()
    assert WRONG in wrong
    assert WRONG in unknown


def test_many_wrong_tries_are_paused_even_with_the_right_password(
    client: Client, hoa: Member
) -> None:
    for _ in range(5):
        _log_in(client, hoa.account.address, "sai")
    response = _log_in(client, hoa.account.address, hoa.password)
    assert response.status_code == 429
    assert "Tạm dừng đăng nhập" in response.content.decode()


def test_demo_log_in_is_refused_off_loopback(client: Client, hoa: Member) -> None:
    Account.objects.filter(pk=hoa.account.pk).update(is_demo=True)
    with override_settings(IS_LOOPBACK=False):
        assert WRONG in _log_in(client, hoa.account.address, hoa.password).content.decode()
    assert _log_in(client, hoa.account.address, hoa.password).status_code == 302


@pytest.mark.parametrize("path", ["/", "/thu/", "/van-ban/", "/thong-ke/", "/tai-khoan/"])
def test_every_place_asks_for_the_log_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/dang-nhap/?next=")


def test_log_in_never_leads_to_another_site(client: Client, hoa: Member) -> None:
    response = client.post(
        "/dang-nhap/",
        {"username": hoa.account.address, "password": hoa.password, "next": "https://x.example/"},
    )
    assert response.headers["Location"] == "/bat-dau/?next=%2F"


def test_strict_policy_on_every_page(client: Client) -> None:
    policy = client.get("/dang-nhap/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy


def test_language_switch_is_kept_with_the_account(client: Client, hoa: Member) -> None:
    client.force_login(hoa.account, backend="webui.shared.login.DirectoryBackend")
    response = client.post("/ngon-ngu/", {"language": "en", "next": "https://x.example/"})
    assert response.headers["Location"] == "/"
    assert Account.objects.get(pk=hoa.account.pk).language == "en"
    assert client.post("/ngon-ngu/", {"language": "xx"}).status_code == 422


def test_missing_page_is_plain_words(client: Client) -> None:
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()
