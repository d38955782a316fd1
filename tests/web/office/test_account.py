"""The account page: password change and app passwords, one's own only."""

import re

import pytest
from django.conf import settings
from django.test import Client

from mailsvc.base.errors import Forbidden
from mailsvc.directory.models import AppPassword
from mailsvc.directory.passwords import authenticate_program
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(client: Client) -> Member:
    member = make_member(make_agency())
    client.force_login(member.account, backend="webui.shared.login.DirectoryBackend")
    return member


def test_new_app_password_is_shown_once_and_works(client: Client, hoa: Member) -> None:
    page = client.post("/tai-khoan/ung-dung/", {"label": "Thunderbird phòng 203"})
    found = re.search(r'class="secret">([a-z2-9-]+)<', page.content.decode())
    assert found is not None
    assert authenticate_program(hoa.account.address, found[1]).person_pk == hoa.person.pk
    assert found[1] not in client.get("/tai-khoan/").content.decode()


def test_dovecot_learns_of_it_at_once(client: Client, hoa: Member) -> None:
    client.post("/tai-khoan/ung-dung/", {"label": "điện thoại"})
    files = [p for p in settings.DOVECOT_DIR.rglob("*") if p.is_file()]
    hashed = AppPassword.objects.get().hash
    assert any(hashed in p.read_text(encoding="utf-8", errors="replace") for p in files)


def test_revoked_app_password_is_refused(client: Client, hoa: Member) -> None:
    page = client.post("/tai-khoan/ung-dung/", {"label": "máy cũ"}).content.decode()
    plain = re.search(r'class="secret">([a-z2-9-]+)<', page)[1]
    assert client.post("/tai-khoan/ung-dung/1/thu-hoi/").status_code == 302
    with pytest.raises(Forbidden):
        authenticate_program(hoa.account.address, plain)
    assert client.post("/tai-khoan/ung-dung/1/thu-hoi/").status_code == 404


def test_label_is_asked_for(client: Client, hoa: Member) -> None:
    assert client.post("/tai-khoan/ung-dung/", {"label": " "}).status_code == 422
    assert not AppPassword.objects.exists()


def test_password_change_keeps_this_browser_and_shuts_out_others(
    client: Client, hoa: Member
) -> None:
    other = Client()
    other.force_login(hoa.account, backend="webui.shared.login.DirectoryBackend")
    new = "mat-khau-moi-2009"
    form = {"old_password": hoa.password, "new_password1": new, "new_password2": new}
    assert client.post("/tai-khoan/mat-khau/", form).status_code == 302
    assert client.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("sai", "mat-khau-moi-2009", "mat-khau-moi-2009", "Mật khẩu hiện tại chưa đúng"),
        (Member.password, "mat-khau-moi-2009", "khac", "chưa giống nhau"),
        (Member.password, "12345678901", "12345678901", "số"),
    ],
)
def test_bad_password_change_is_refused_in_words(
    client: Client, hoa: Member, old: str, new: str, again: str, words: str
) -> None:
    form = {"old_password": old, "new_password1": new, "new_password2": again}
    page = client.post("/tai-khoan/mat-khau/", form)
    assert page.status_code == 422
    assert words in page.content.decode()
    hoa.account.refresh_from_db()
    assert hoa.account.check_password(hoa.password)
